import { expect, test } from 'vitest';
import type { ConnectionList } from '../../../src/domain/connection-list.ts';
import type { Target } from '../../../src/domain/target.ts';
import { listFromSnapshots } from '../../../src/features/connections/list-from-snapshots.ts';
import { whole } from '../../../src/ports/vpn-gateway.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { anApp, helga, helpdesk, type MemoryContext } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';

const endpoints = [anEndpoint(), lab];
const bobs: Target = { kind: 'names', names: ['bob@example.com'] };
const ask = { age: 'lately', phase: 'live', narrows: true, patienceMs: 1_000 } as const;
const access = {
  person: { kind: 'found', person: helga },
  channel: { kind: 'hidden', id: helpdesk.id },
} as const;

function rowOf(id: string, given: Parameters<typeof aConnection>[0]) {
  return aConnection({ id: connectionId(`cvpn-connection-${id}`), ...given });
}

const idsIn = ({ connections }: ConnectionList) => connections.slice().map(({ connection }) => connection.id);

function look(app: MemoryContext) {
  return listFromSnapshots(app, access, endpoints, bobs, ask);
}

test('asks EC2 for a person alone, and finds other spellings in the shared snapshot', async () => {
  const app = anApp([
    rowOf('a', { username: 'bob@example.com' }),
    rowOf('b', { username: 'bOb@example.com ' }),
    rowOf('c', { username: 'bob@example.com', endpointId: lab.id }),
  ]);

  const connectionList = await look(app);

  expect(idsIn(connectionList)).toEqual(['cvpn-connection-a', 'cvpn-connection-b', 'cvpn-connection-c']);
  expect(app.snapshots.asks).toHaveLength(2);
  expect(connectionList.reading).toEqual([]);
});

test('lists each connection once, as EC2 returns it now', async () => {
  const app = anApp([rowOf('a', { username: 'bob@example.com', clientIp: '10.0.0.2' })]);
  const old = anApp([rowOf('a', { username: 'Bob@example.com', clientIp: '10.0.0.1' })]);
  app.snapshots.recent = async (endpoint) => old.vpn.scan(endpoint);

  const connectionList = await look(app);

  expect(connectionList.connections.slice().map(({ connection }) => connection.clientIp)).toEqual([
    '10.0.0.2',
  ]);
});

test('shows the snapshot’s age if it is old, since it may lack a later spelling', async () => {
  const app = anApp([rowOf('a', { username: 'bob@example.com' })]);
  app.snapshots.ageMs = 60_000;

  const connectionList = await look(app);

  expect(connectionList.asOf).toEqual(new Date(app.clock.now().getTime() - 60_000));
});

test('shows a connected person at once while the endpoint is being scanned, and says that there may be more', async () => {
  const app = anApp([rowOf('a', { username: 'bob@example.com' })]);
  app.snapshots.progress = { read: 1_000, about: 126_000 };

  const connectionList = await look(app);

  expect(idsIn(connectionList)).toEqual(['cvpn-connection-a']);
  expect(connectionList.reading.map(({ endpoint }) => endpoint)).toEqual(endpoints);
  expect(app.snapshots.asks[0]?.patienceMs).toBeLessThanOrEqual(100);
});

test('waits for the complete list if the caller can', async () => {
  const app = anApp([rowOf('a', { username: 'bOb@example.com' })]);
  app.snapshots.progress = { read: 1_000, about: 126_000 };

  const connectionList = await listFromSnapshots(app, access, endpoints, bobs, { ...ask, ...whole });

  expect(idsIn(connectionList)).toEqual(['cvpn-connection-a']);
  expect(connectionList.reading).toEqual([]);
});

test('shows what EC2 found if the endpoint cannot be scanned, and names the endpoint as unavailable', async () => {
  const app = anApp([rowOf('a', { username: 'bob@example.com' })]);
  app.vpn.failWholeLooks = 'aws_throttled';

  const connectionList = await look(app);

  expect(idsIn(connectionList)).toEqual(['cvpn-connection-a']);
  expect(connectionList.unavailable).toEqual(
    endpoints.map((endpoint) => ({ endpoint, code: 'aws_throttled' })),
  );
});

test('shows even a recent snapshot as stale if EC2 fails to return one person', async () => {
  const app = anApp([rowOf('a', { username: 'bob@example.com' })]);
  const old = anApp([rowOf('a', { username: 'bob@example.com' })]);
  app.snapshots.recent = async (endpoint) => old.vpn.scan(endpoint);
  app.vpn.fail({ method: 'connections', code: 'aws_throttled' });

  const connectionList = await look(app);

  expect(idsIn(connectionList)).toEqual(['cvpn-connection-a']);
  expect(connectionList.unavailable).toEqual([]);
  const now = app.clock.now();
  expect(connectionList.stale).toContainEqual({
    endpoint: anEndpoint(),
    asOf: now,
    code: 'aws_throttled',
    since: now,
  });
});

test('uses the complete list if AWS rejects the filter by user name, and names nothing as unavailable', async () => {
  const app = anApp([rowOf('a', { username: 'bob@example.com' })]);
  const list = anApp([rowOf('a', { username: 'bob@example.com' })]);
  app.snapshots.recent = async (endpoint) => list.vpn.scan(endpoint);
  app.vpn.fail({ method: 'connections', code: 'aws_rejected' });

  const connectionList = await look(app);

  expect(idsIn(connectionList)).toEqual(['cvpn-connection-a']);
  expect(connectionList.unavailable).toEqual([]);
  expect(connectionList.stale).toEqual([]);
});

test('uses the snapshot, with its age, where users have certificates only', async () => {
  const app = anApp([
    rowOf('a', { username: 'bob@example.com' }),
    rowOf('b', { username: undefined, commonName: 'bob@example.com', endpointId: lab.id }),
  ]);
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  app.snapshots.ageMs = 12_000;

  const connectionList = await look(app);

  expect(connectionList.connections).toHaveLength(2);
  expect(connectionList.asOf).toEqual(app.clock.now());
  expect(connectionList.older).toEqual([
    { endpoint: lab, asOf: new Date(app.clock.now().getTime() - 12_000) },
  ]);
});

test('finds an unusual spelling in the snapshot, and drops a usual spelling that EC2 no longer returns', async () => {
  const app = anApp([rowOf('a', { username: 'bOb@example.com' })]);
  const gone = rowOf('b', { username: 'bob@example.com' });
  const { recent } = app.snapshots;
  app.snapshots.recent = async (endpoint, asked) => {
    const snapshot = await recent.call(app.snapshots, endpoint, asked);
    if (endpoint.id === lab.id) return snapshot;
    const old = anApp([rowOf('a', { username: 'bOb@example.com' }), gone]);
    return old.vpn.scan(endpoint);
  };

  const connectionList = await look(app);

  expect(connectionList.connections.slice().map(({ connection }) => connection.id)).toEqual([
    'cvpn-connection-a',
  ]);
});

test('returns an endpoint that could not be refreshed as stale, with its age', async () => {
  const app = anApp();
  const since = new Date(app.clock.now().getTime() - 20_000);
  app.snapshots.ageMs = 60_000;
  app.snapshots.stale = { code: 'aws_denied', since };

  const connectionList = await look(app);

  const asOf = new Date(app.clock.now().getTime() - 60_000);
  expect(connectionList.stale).toEqual(
    endpoints.map((endpoint) => ({ endpoint, asOf, code: 'aws_denied', since })),
  );
});

test('returns an endpoint that is still being scanned as such', async () => {
  const app = anApp();
  app.snapshots.progress = { read: 41_000, about: 126_000 };

  const connectionList = await look(app);

  expect(connectionList.reading).toEqual(
    endpoints.map((endpoint) => ({ endpoint, read: 41_000, about: 126_000 })),
  );
});
