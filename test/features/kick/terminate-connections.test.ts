import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { connectionsOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { kickJobFrom } from '../../../src/features/kick/kick-job.ts';
import type { ConnectionLocks } from '../../../src/ports/connection-locks.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, type MemoryContext, omar } from '../../doubles/an-app.ts';
import type { MemoryVpn } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';

const only = connectionId('cvpn-connection-00000000000000000');
const unavailable: ConnectionLocks = {
  acquire: async () => {
    throw new Failure('store_unavailable', 'the disk is gone');
  },
  release: async () => {},
};
const omars = aKickOrder({ requester: aRequester(omar, 'C0SECOPS') });
const statesIn = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? connectionsOf(result.kick).map(({ state }) => state.kind) : result.kind;
const kindsIn = (app: MemoryContext) => app.log.entries.map(({ kind }) => kind);

test('nothing is terminated if the request cannot be recorded, and the actor is told', async () => {
  const app = anApp(someConnections(2));
  app.log.refuse('requested');

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toEqual([]);
  expect(result).toEqual({ kind: 'unrecorded', code: 'audit_unwritable', unresolved: [] });
  expect(app.announcer.shown).toEqual([]);
  expect(app.diagnostics.reports).toMatchObject([
    { code: 'audit_unwritable', during: 'terminate connections' },
  ]);
});

test('an outcome that cannot be recorded after the termination is reported, and nothing is undone', async () => {
  const app = anApp(someConnections(1));
  app.log.refuse('finished', 'confirmed');

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toHaveLength(1);
  expect(result).toMatchObject({ kind: 'kicked', kick: { parts: [{ isUnrecorded: true }] } });
  expect(app.announcer.shown.at(-1)?.parts[0]?.isUnrecorded).toBe(true);
  expect(app.diagnostics.reports).toContainEqual(
    expect.objectContaining({ code: 'audit_unwritable', during: 'record outcome' }),
  );
});

test('an outcome is recorded without a warning if the audit log recovers soon', async () => {
  const app = anApp(someConnections(1));
  app.log.refuse('finished');
  app.clock.atEachSleep = () => app.log.refuse();

  const result = await kick(app, aKickOrder());

  expect(kindsIn(app)).toEqual(['requested', 'finished', 'confirmed']);
  expect(result).toMatchObject({ kick: { parts: [{ isUnrecorded: false }] } });
});

test('a process that loses its lease while it confirms leaves the outcome to the new owner', async () => {
  const app = anApp(someConnections(1));
  const order = aKickOrder();
  app.clock.atEachSleep = () => {
    const { correlation } = order;
    const target = { kind: 'names', names: [] } as const;
    const job = kickJobFrom({
      correlation,
      endpoints: [anEndpoint().id],
      target,
      blocks: [],
      notified: undefined,
    });
    void app.jobs.enqueue(job, new Date('2026-11-02T10:00:00Z'));
  };

  await kick(app, order);

  expect(kindsIn(app)).toEqual(['requested', 'finished']);
});

test('two simultaneous kicks of one connection make one AWS call and one outcome, and the second actor learns who was first', async () => {
  const app = anApp(someConnections(1));

  const [first, second] = await Promise.all([kick(app, aKickOrder()), kick(app, omars)]);

  expect(app.vpn.terminations).toHaveLength(1);
  expect(statesIn(first)).toEqual(['ended']);
  expect(second).toEqual({
    kind: 'taken',
    by: 'U0HELGA',
    at: new Date('2026-11-02T09:00:00Z'),
    unresolved: [],
  });
  expect(kindsIn(app).toSorted()).toEqual(['confirmed', 'finished', 'refused', 'requested', 'requested']);
});

test('a kick terminates only the connections that no one else is terminating, by their ids', async () => {
  const [first = aConnection(), ...others] = someConnections(3);
  const app = anApp([first, ...others]);
  const until = new Date('2026-11-02T09:05:00Z');
  const at = app.clock.now();
  await app.locks.acquire({
    endpoint: first.endpointId,
    connection: first.id,
    by: omar.id,
    correlation: app.newCorrelation(),
    at,
    until,
  });

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toEqual(others.map(({ id }) => ({ by: 'connection', id })));
  expect(statesIn(result)).toEqual(['claimed', 'ended', 'ended']);
});

test('AWS is not called if the connection locks cannot be acquired', async () => {
  const app = anApp(someConnections(1));
  const result = await kick({ ...app, locks: unavailable }, aKickOrder());

  expect(app.vpn.terminations).toEqual([]);
  expect(statesIn(result)).toEqual(['failed']);
  expect(kindsIn(app)).toEqual(['requested', 'failed']);
});

test.each([
  ['AWS refused to end', (vpn: MemoryVpn) => vpn.fail({ method: 'terminate', code: 'aws_denied', times: 1 })],
  ['AWS could not end', (vpn: MemoryVpn) => vpn.stubborn.add(only)],
  ['was not seen to end', (vpn: MemoryVpn) => vpn.takeToEnd(150_000)],
])('a connection that %s can be kicked again at once, by anyone', async (_title, spoil) => {
  const app = anApp(someConnections(1));
  spoil(app.vpn);
  await kick(app, aKickOrder());
  const before = app.vpn.terminations.length;

  const second = await kick(app, omars);

  expect(second.kind).toBe('kicked');
  expect(app.vpn.terminations.length).toBe(before + 1);
});

test('a connection that stayed connected can be kicked again, even though AWS accepted the first call', async () => {
  const app = anApp(someConnections(1));
  app.vpn.fail({ method: 'terminate', code: 'aws_unanswered', times: 1 });

  expect(statesIn(await kick(app, aKickOrder()))).toEqual(['not_ended']);
  expect(statesIn(await kick(app, omars))).toEqual(['ended']);
});

test('a kick shows its progress, and announces each thread as it grows', async () => {
  const app = anApp(someConnections(1));

  await kick(app, aKickOrder());

  expect(
    app.announcer.shown.map((shown) =>
      connectionsOf(shown)
        .map(({ state }) => state.kind)
        .join(),
    ),
  ).toEqual(expect.arrayContaining(['requested', 'terminating', 'ended']));
  expect(app.announcer.threads.map((thread) => thread.map(({ kind }) => kind))).toEqual([
    ['requested', 'finished'],
    ['requested', 'finished', 'confirmed'],
  ]);
});
