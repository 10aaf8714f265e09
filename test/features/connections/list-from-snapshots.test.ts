import { expect, test } from 'vitest';
import type { Sighting } from '../../../src/domain/connection-list.ts';
import type { Target } from '../../../src/domain/connection-search.ts';
import { sightRecently } from '../../../src/features/connections/list-from-snapshots.ts';
import { whole } from '../../../src/ports/vpn-gateway.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aWorld, helga, helpdesk, type MemoryWorld } from '../../doubles/a-world.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';

const endpoints = [anEndpoint(), lab];
const bobs: Target = { kind: 'names', names: ['bob@example.com'] };
const ask = { age: 'lately', life: 'live', narrows: true, patienceMs: 1_000 } as const;
const situation = {
  person: { kind: 'found', person: helga },
  channel: { kind: 'hidden', id: helpdesk.id },
} as const;

function rowOf(id: string, given: Parameters<typeof aConnection>[0]) {
  return aConnection({ id: connectionId(`cvpn-connection-${id}`), ...given });
}

const idsIn = ({ sessions }: Sighting) => sessions.slice().map(({ connection }) => connection.id);

function look(world: MemoryWorld) {
  return sightRecently(world, situation, endpoints, bobs, ask);
}

test('a person who is on is asked for alone, and the list that everybody shares tells of other spellings', async () => {
  const world = aWorld([
    rowOf('a', { username: 'bob@example.com' }),
    rowOf('b', { username: 'bOb@example.com ' }),
    rowOf('c', { username: 'bob@example.com', endpointId: lab.id }),
  ]);

  const sighting = await look(world);

  expect(idsIn(sighting)).toEqual(['cvpn-connection-a', 'cvpn-connection-b', 'cvpn-connection-c']);
  expect(world.snapshots.asks).toHaveLength(2);
  expect(sighting.reading).toEqual([]);
});

test('each session is listed once, as EC2 tells of it now', async () => {
  const world = aWorld([rowOf('a', { username: 'bob@example.com', clientIp: '10.0.0.2' })]);
  const old = aWorld([rowOf('a', { username: 'Bob@example.com', clientIp: '10.0.0.1' })]);
  world.snapshots.recent = async (endpoint) => old.vpn.sweep(endpoint);

  const sighting = await look(world);

  expect(sighting.sessions.slice().map(({ connection }) => connection.clientIp)).toEqual(['10.0.0.2']);
});

test('where the list is old, the answer is said to be as old, since it may lack a spelling that came later', async () => {
  const world = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  world.snapshots.ageMs = 60_000;

  const sighting = await look(world);

  expect(sighting.asOf).toEqual(new Date(world.clock.now().getTime() - 60_000));
});

test('while the list is being read, a person who is on is shown at once, and that there may be more', async () => {
  const world = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  world.snapshots.progress = { read: 1_000, about: 126_000 };

  const sighting = await look(world);

  expect(idsIn(sighting)).toEqual(['cvpn-connection-a']);
  expect(sighting.reading.map(({ endpoint }) => endpoint)).toEqual(endpoints);
  expect(world.snapshots.asks[0]?.patienceMs).toBeLessThanOrEqual(100);
});

test('waits for the whole list where the caller can', async () => {
  const world = aWorld([rowOf('a', { username: 'bOb@example.com' })]);
  world.snapshots.progress = { read: 1_000, about: 126_000 };

  const sighting = await sightRecently(world, situation, endpoints, bobs, { ...ask, ...whole });

  expect(idsIn(sighting)).toEqual(['cvpn-connection-a']);
  expect(sighting.reading).toEqual([]);
});

test('where the list cannot be read, whoever was found is shown, and that others may be missing', async () => {
  const world = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  world.vpn.failWholeLooks = 'aws_throttled';

  const sighting = await look(world);

  expect(idsIn(sighting)).toEqual(['cvpn-connection-a']);
  expect(sighting.missing).toEqual(endpoints.map((endpoint) => ({ endpoint, code: 'aws_throttled' })));
});

test('where EC2 fails to answer about one person, a young list is shown as not refreshed', async () => {
  const world = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  const old = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  world.snapshots.recent = async (endpoint) => old.vpn.sweep(endpoint);
  world.vpn.fail({ method: 'connections', code: 'aws_throttled' });

  const sighting = await look(world);

  expect(idsIn(sighting)).toEqual(['cvpn-connection-a']);
  expect(sighting.missing).toEqual([]);
  const now = world.clock.now();
  expect(sighting.unrefreshed).toContainEqual({
    endpoint: anEndpoint(),
    asOf: now,
    code: 'aws_throttled',
    since: now,
  });
});

test('where AWS refuses to filter by user name, the whole list tells, and nothing is said to be missing', async () => {
  const world = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  const list = aWorld([rowOf('a', { username: 'bob@example.com' })]);
  world.snapshots.recent = async (endpoint) => list.vpn.sweep(endpoint);
  world.vpn.fail({ method: 'connections', code: 'aws_rejected' });

  const sighting = await look(world);

  expect(idsIn(sighting)).toEqual(['cvpn-connection-a']);
  expect(sighting.missing).toEqual([]);
  expect(sighting.unrefreshed).toEqual([]);
});

test('where users have certificates only, the list tells, and how old it is', async () => {
  const world = aWorld([
    rowOf('a', { username: 'bob@example.com' }),
    rowOf('b', { username: undefined, commonName: 'bob@example.com', endpointId: lab.id }),
  ]);
  world.vpn.factsOf.set(lab.id, certificatesOnly);
  world.snapshots.ageMs = 12_000;

  const sighting = await look(world);

  expect(sighting.sessions).toHaveLength(2);
  expect(sighting.asOf).toEqual(world.clock.now());
  expect(sighting.older).toEqual([{ endpoint: lab, asOf: new Date(world.clock.now().getTime() - 12_000) }]);
});

test('a name in an unusual spelling is found in the list; one in a usual spelling that EC2 lacks has gone', async () => {
  const world = aWorld([rowOf('a', { username: 'bOb@example.com' })]);
  const gone = rowOf('b', { username: 'bob@example.com' });
  const { recent } = world.snapshots;
  world.snapshots.recent = async (endpoint, asked) => {
    const snapshot = await recent.call(world.snapshots, endpoint, asked);
    if (endpoint.id === lab.id) return snapshot;
    const old = aWorld([rowOf('a', { username: 'bOb@example.com' }), gone]);
    return old.vpn.sweep(endpoint);
  };

  const sighting = await look(world);

  expect(sighting.sessions.slice().map(({ connection }) => connection.id)).toEqual(['cvpn-connection-a']);
});

test('an endpoint whose list could not be read again is named, with its age', async () => {
  const world = aWorld();
  const since = new Date(world.clock.now().getTime() - 20_000);
  world.snapshots.ageMs = 60_000;
  world.snapshots.unrefreshed = { code: 'aws_denied', since };

  const sighting = await look(world);

  const asOf = new Date(world.clock.now().getTime() - 60_000);
  expect(sighting.unrefreshed).toEqual(
    endpoints.map((endpoint) => ({ endpoint, asOf, code: 'aws_denied', since })),
  );
});

test('while a list is being read, nobody is said to be off', async () => {
  const world = aWorld();
  world.snapshots.progress = { read: 41_000, about: 126_000 };

  const sighting = await look(world);

  expect(sighting.reading).toEqual(endpoints.map((endpoint) => ({ endpoint, read: 41_000, about: 126_000 })));
});
