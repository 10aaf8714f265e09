import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { sessionsOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { taskFrom } from '../../../src/features/kick/kick-job.ts';
import type { Claims } from '../../../src/ports/claims.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aWorld, type MemoryWorld, omar } from '../../doubles/a-world.ts';
import { anAsker } from '../../doubles/an-asker.ts';
import type { MemoryVpn } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';

const only = connectionId('cvpn-connection-00000000000000000');
const unavailable: Claims = {
  take: async () => {
    throw new Failure('store_unavailable', 'the disk is gone');
  },
  release: async () => {},
};
const omars = aKickOrder({ asker: anAsker(omar, 'C0SECOPS') });
const statesIn = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? sessionsOf(result.kick).map(({ state }) => state.kind) : result.kind;
const kindsIn = (world: MemoryWorld) => world.log.entries.map(({ kind }) => kind);

test('where the request cannot be recorded, nothing is terminated, and that is told', async () => {
  const world = aWorld(someConnections(2));
  world.log.refuse('requested');

  const result = await kick(world, aKickOrder());

  expect(world.vpn.terminations).toEqual([]);
  expect(result).toEqual({ kind: 'unrecorded', code: 'audit_unwritable', unmet: [] });
  expect(world.announcer.shown).toEqual([]);
  expect(world.diagnostics.reports).toMatchObject([{ code: 'audit_unwritable', during: 'end sessions' }]);
});

test('where the outcome cannot be recorded after the act, that is told instead of the act being undone', async () => {
  const world = aWorld(someConnections(1));
  world.log.refuse('finished', 'confirmed');

  const result = await kick(world, aKickOrder());

  expect(world.vpn.terminations).toHaveLength(1);
  expect(result).toMatchObject({ kind: 'kicked', kick: { parts: [{ isUnrecorded: true }] } });
  expect(world.announcer.shown.at(-1)?.parts[0]?.isUnrecorded).toBe(true);
  expect(world.diagnostics.reports).toContainEqual(
    expect.objectContaining({ code: 'audit_unwritable', during: 'record outcome' }),
  );
});

test('a log that comes back soon has the outcome, and nobody is told otherwise in the end', async () => {
  const world = aWorld(someConnections(1));
  world.log.refuse('finished');
  world.clock.atEachSleep = () => world.log.refuse();

  const result = await kick(world, aKickOrder());

  expect(kindsIn(world)).toEqual(['requested', 'finished', 'confirmed']);
  expect(result).toMatchObject({ kick: { parts: [{ isUnrecorded: false }] } });
});

test('a process that loses its task while it looks for the end leaves the outcome to the one that has it', async () => {
  const world = aWorld(someConnections(1));
  const order = aKickOrder();
  world.clock.atEachSleep = () => {
    const task = taskFrom({ ...order, endpoint: anEndpoint().id, target: { kind: 'names', names: [] } });
    void world.agenda.put(task, new Date('2026-11-02T10:00:00Z'));
  };

  await kick(world, order);

  expect(kindsIn(world)).toEqual(['requested', 'finished']);
});

test('two kicks of the same connection at once lead to one call to AWS and one outcome, and the second actor is told who was first', async () => {
  const world = aWorld(someConnections(1));

  const [first, second] = await Promise.all([kick(world, aKickOrder()), kick(world, omars)]);

  expect(world.vpn.terminations).toHaveLength(1);
  expect(statesIn(first)).toEqual(['ended']);
  expect(second).toEqual({ kind: 'taken', by: 'U0HELGA', at: new Date('2026-11-02T09:00:00Z'), unmet: [] });
  expect(kindsIn(world).toSorted()).toEqual(['confirmed', 'finished', 'refused', 'requested', 'requested']);
});

test('where someone else ends some of the sessions, only the others are asked for, by their ids', async () => {
  const [first = aConnection(), ...others] = someConnections(3);
  const world = aWorld([first, ...others]);
  const until = new Date('2026-11-02T09:05:00Z');
  const at = world.clock.now();
  await world.claims.take({
    endpoint: first.endpointId,
    connection: first.id,
    by: omar.id,
    correlation: world.newCorrelation(),
    at,
    until,
  });

  const result = await kick(world, aKickOrder());

  expect(world.vpn.terminations).toEqual(others.map(({ id }) => ({ by: 'connection', id })));
  expect(statesIn(result)).toEqual(['claimed', 'ended', 'ended']);
});

test('claims that cannot be taken leave AWS alone', async () => {
  const world = aWorld(someConnections(1));
  const result = await kick({ ...world, claims: unavailable }, aKickOrder());

  expect(world.vpn.terminations).toEqual([]);
  expect(statesIn(result)).toEqual(['failed']);
  expect(kindsIn(world)).toEqual(['requested', 'failed']);
});

test.each([
  ['AWS refused to end', (vpn: MemoryVpn) => vpn.fail({ method: 'terminate', code: 'aws_denied', times: 1 })],
  ['AWS could not end', (vpn: MemoryVpn) => vpn.stubborn.add(only)],
  ['was not seen to end', (vpn: MemoryVpn) => vpn.takeToEnd(150_000)],
])('a session that %s may be tried again at once, by anyone', async (_title, spoil) => {
  const world = aWorld(someConnections(1));
  spoil(world.vpn);
  await kick(world, aKickOrder());
  const before = world.vpn.terminations.length;

  const second = await kick(world, omars);

  expect(second.kind).toBe('kicked');
  expect(world.vpn.terminations.length).toBe(before + 1);
});

test('one that stayed on after all may be tried again, though AWS had taken the order', async () => {
  const world = aWorld(someConnections(1));
  world.vpn.fail({ method: 'terminate', code: 'aws_unanswered', times: 1 });

  expect(statesIn(await kick(world, aKickOrder()))).toEqual(['not_ended']);
  expect(statesIn(await kick(world, omars))).toEqual(['ended']);
});

test('how far a kick has come is shown as it goes, and each story is announced as it grows', async () => {
  const world = aWorld(someConnections(1));

  await kick(world, aKickOrder());

  expect(
    world.announcer.shown.map((shown) =>
      sessionsOf(shown)
        .map(({ state }) => state.kind)
        .join(),
    ),
  ).toEqual(expect.arrayContaining(['requested', 'terminating', 'ended']));
  expect(world.announcer.stories.map((story) => story.map(({ kind }) => kind))).toEqual([
    ['requested', 'finished'],
    ['requested', 'finished', 'confirmed'],
  ]);
});
