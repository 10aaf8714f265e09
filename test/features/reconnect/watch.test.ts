import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { auditView } from '../../../src/features/audit/audit-message.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { reconnectView } from '../../../src/features/reconnect/messages.ts';
import { usernamesOf, watchAfter, watchTurn } from '../../../src/features/reconnect/watch.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { attemptAt } from '../../contract/a-connection-attempt.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { openJobs, soonMs } from '../kick/after-a-crash.ts';
import { letTimePass, reconnect, returnedEntries } from './after-a-kick.ts';

const fiveMinutes = 301;
const [first = aConnection(), second = aConnection(), third = aConnection()] = someConnections(3);
const certificate = { endpointId: lab.id, username: undefined, commonName: 'bob-laptop' };

test('a new connection of a kicked person is recorded and reported', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  await app.clock.sleep(9_000);
  const back = reconnect(app);

  await letTimePass(app, 30);

  expect(returnedEntries(app)).toMatchObject([
    {
      correlation: app.log.entries[0]?.correlation,
      actor: { name: 'helga' },
      target: 'bob@example.com',
      endpoint: { name: 'prod-eu' },
      connections: [{ id: back.id, current: { code: 'active' } }],
    },
  ]);
  expect(app.announcer.warnings).toMatchObject([
    {
      name: 'bob@example.com',
      connection: back.id,
      endpoint: { name: 'prod-eu' },
      follows: [{ seq: 1 }, {}, {}],
    },
  ]);
});

test('the time until a reconnect counts from the request to terminate', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  const ordered = Date.parse(app.log.entries.find(({ kind }) => kind === 'finished')?.at ?? '');
  reconnect(app, { establishedAt: new Date(ordered + 14_000) });

  await letTimePass(app, 30);

  expect(app.announcer.warnings.map(({ afterMs }) => afterMs)).toEqual([14_000]);
});

test.each([
  [17_600, '17 s'],
  [135_000, '2 min 15 s'],
])('the audit log and the message give the same time for a reconnect after %i ms', async (afterMs, text) => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  const ordered = Date.parse(app.log.entries.find(({ kind }) => kind === 'finished')?.at ?? '');
  reconnect(app, { establishedAt: new Date(ordered + afterMs) });

  await letTimePass(app, 30);

  const [warning] = app.announcer.warnings;
  expect(returnedEntries(app)[0]?.detail).toMatch(new RegExp(`^back after ${text}, `));
  expect(warning && reconnectView(warning).text).toContain(`after ${text}`);
  expect(warning && auditText(warning.entry)).toContain(`Reconnected after ${text}`);
});

const auditText = (entry: AuditEntry) => JSON.stringify(auditView([entry]).blocks);

test('each new connection is reported once', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  reconnect(app);
  await letTimePass(app, 60);
  reconnect(app, { id: connectionId('cvpn-connection-again') });

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.warnings.map(({ connection }) => connection)).toEqual([
    'cvpn-connection-back',
    'cvpn-connection-again',
  ]);
});

test('a watch reports five connections at most', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  for (const digit of '12345678') reconnect(app, { id: connectionId(`cvpn-connection-back${digit}`) });

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.warnings).toHaveLength(5);
});

test('connections that the kick left alone, or that existed before, are not reported', async () => {
  const app = anApp([first, second]);
  await kick(app, aKickOrder({ only: [first.id] }));
  app.vpn.connect(third);

  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app)).toEqual([]);
});

test('a connection that the kick left alone is not reported, even if EC2 gives no start time', async () => {
  const spared = { ...second, establishedAt: undefined };
  const app = anApp([first, spared]);
  await kick(app, aKickOrder({ only: [first.id] }));

  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app)).toEqual([]);
});

test('another user with the same name on the certificate is not reported', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  reconnect(app, { username: 'anna@example.com', commonName: 'bob@example.com' });

  await letTimePass(app, fiveMinutes);

  expect(returnedEntries(app)).toEqual([]);
});

test('a reconnect on another endpoint that the kick covered is reported too', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  reconnect(app, { endpointId: lab.id });

  await letTimePass(app, 30);

  expect(app.announcer.warnings.map(({ endpoint }) => endpoint.name)).toEqual(['lab']);
});

test('Kick again targets the name after a kick of the name, and else the new connection', async () => {
  const whole = anApp([first, second]);
  await kick(whole, aKickOrder());
  const one = anApp([first, second]);
  await kick(one, aKickOrder({ targetRef: { kind: 'connection', connection: first.id } }));
  for (const app of [whole, one]) {
    reconnect(app);
    await letTimePass(app, 30);
  }

  expect(whole.announcer.warnings[0]?.again).toEqual({ kind: 'name', name: 'bob@example.com' });
  expect(one.announcer.warnings[0]?.again).toEqual({
    kind: 'connection',
    connection: 'cvpn-connection-back',
  });
});

test('a watch without reconnects ends after eight checks, with one call per endpoint each', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  app.vpn.calls.length = 0;

  await letTimePass(app, fiveMinutes + 10);

  const looks = app.vpn.calls.filter(({ endpoint }) => endpoint === 'prod-eu');
  expect(looks).toHaveLength(8);
  expect(looks.map((call) => call.kind === 'look' && call.filter?.by)).toEqual([
    'username',
    ...Array.from({ length: 7 }, () => undefined),
  ]);
  expect((await app.jobs.state()).open).toBe(0);
});

test('a certificate’s name is searched in the shared snapshot', async () => {
  const app = anApp([aConnection(certificate)]);
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'bob-laptop' } }));
  reconnect(app, certificate);
  app.vpn.calls.length = 0;

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.warnings).toMatchObject([{ name: 'bob-laptop', endpoint: { name: 'lab' } }]);
  expect(app.vpn.calls).toHaveLength(8);
  expect(app.snapshots.asks).toHaveLength(8);
});

test('a snapshot from before a check was due does not count for it', async () => {
  const app = anApp([aConnection(certificate)]);
  app.vpn.factsOf.set(lab.id, certificatesOnly);
  await kick(app, aKickOrder({ targetRef: { kind: 'name', name: 'bob-laptop' }, on: 'lab' }));
  app.snapshots.ageMs = 12_000;

  await letTimePass(app, 16);

  expect(app.snapshots.asks.length).toBeGreaterThan(2);
});

test('a check that fails reports nothing; the next one does', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  reconnect(app);
  app.vpn.fail({ method: 'connections', code: 'aws_throttled', times: 1 });

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toHaveLength(1);
});

test('a new kick of the same name replaces the earlier watch', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder({ on: 'prod-eu' }));
  reconnect(app, { id: connectionId('cvpn-connection-back1') });
  const again = aKickOrder({ requester: aRequester(omar, 'C0SECOPS'), on: 'prod-eu' });
  await kick(app, again);
  reconnect(app, { id: connectionId('cvpn-connection-back2') });

  await letTimePass(app, fiveMinutes);

  expect(app.announcer.warnings.map(({ kick: { actor }, connection }) => [actor.name, connection])).toEqual([
    ['omar', 'cvpn-connection-back2'],
  ]);
});

test('the second of two kicks of the same connections leaves the watch to the first', async () => {
  const app = anApp([first]);
  await Promise.all([
    kick(app, aKickOrder({ on: 'prod-eu' })),
    kick(app, aKickOrder({ requester: aRequester(omar, 'C0SECOPS'), on: 'prod-eu' })),
  ]);
  reconnect(app);

  await letTimePass(app, 30);

  const acted = app.log.entries.find(({ kind }) => kind === 'finished')?.actor.name;
  expect(app.announcer.warnings.map(({ kick: { actor } }) => actor.name)).toEqual([acted]);
});

test('a kick that terminated nothing starts no watch', async () => {
  const app = anApp([first]);
  app.vpn.fail({ method: 'terminate', code: 'aws_denied' });
  await kick(app, aKickOrder());
  reconnect(app);

  await letTimePass(app, 30);

  expect(returnedEntries(app)).toEqual([]);
  expect(await openJobs(app)).toBe(0);
});

test('a Terminate call without an answer is watched like one with an answer', async () => {
  const app = anApp([first]);
  app.vpn.fail({ method: 'terminate', code: 'aws_unanswered', isAnswerLost: true });
  await kick(app, aKickOrder());
  app.vpn.endFaults();
  reconnect(app);

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toHaveLength(1);
});

test.each(['requested', 'finished', 'confirmed'] as const)(
  'after a crash when it had just recorded %s, the next process watches',
  async (entry) => {
    const app = anApp([first]);
    await runUntilCrash(app, { kind: 'recorded', entry }, (crashing) => kick(crashing, aKickOrder()));
    await letTimePass(app, soonMs / 1000 + 10);
    reconnect(app);

    await letTimePass(app, fiveMinutes);

    expect(app.announcer.warnings).toMatchObject([{ connection: 'cvpn-connection-back' }]);
  },
);

test('a reconnect that was recorded but not reported is reported by the next process', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  reconnect(app);

  await runUntilCrash(app, { kind: 'recorded', entry: 'returned' }, (crashing) => letTimePass(crashing, 30));
  await letTimePass(app, 60);

  expect(returnedEntries(app)).toHaveLength(1);
  expect(app.announcer.warnings).toMatchObject([{ connection: 'cvpn-connection-back' }]);
});

test('a store that fails when the watch is enqueued does not prevent the kick', async () => {
  const app = anApp([first]);
  Object.assign(app.jobs, { enqueue: () => Promise.reject(new Error('the disk is full')) });

  const result = await kick(app, aKickOrder());

  expect(result.kind).toBe('kicked');
  expect(app.vpn.terminations).toHaveLength(1);
  expect(app.diagnostics.reports).toMatchObject([{ during: 'begin watch' }]);
});

test('a watch of an endpoint that left the configuration ends', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder({ on: anEndpoint().name }));
  const reconfigured = { ...app, rules: { ...app.rules, endpoints: [lab] } };

  await letTimePass(reconfigured, 30);

  expect((await app.jobs.state()).open).toBe(0);
});

test('Block is offered if the kick’s channel may block, and there is a table of blocks', async () => {
  const fromSecops = anApp([first]);
  const fromHelpdesk = anApp([first]);
  const withoutList = { ...anApp([first]), blocking: undefined };
  await kick(fromSecops, aKickOrder({ requester: aRequester(omar, 'C0SECOPS') }));
  await kick(fromHelpdesk, aKickOrder());
  await kick(withoutList, aKickOrder({ requester: aRequester(omar, 'C0SECOPS') }));

  const offered: (boolean | undefined)[] = [];
  for (const app of [fromSecops, fromHelpdesk, withoutList]) {
    reconnect(app);
    await letTimePass(app, 30);
    offered.push(app.announcer.warnings[0]?.mayBlock);
  }

  expect(offered).toEqual([true, false, false]);
});

test('the warning and the audit log show the public address if there is a connect handler', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  const back = reconnect(app);
  const at = app.clock.now();
  await app.blocking.attempts.report(
    attemptAt(0, {
      connection: back.id,
      username: 'bob@example.com',
      publicIp: '203.0.113.7',
      platform: 'mac',
      at,
    }),
    undefined,
  );

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toMatchObject([{ from: { publicIp: '203.0.113.7', platform: 'mac' } }]);
  expect(returnedEntries(app)[0]?.detail).toContain('from 203.0.113.7 (mac)');
});

test('the warning is sent even if the handlers’ reports cannot be read', async () => {
  const app = anApp([first]);
  await kick(app, aKickOrder());
  reconnect(app);
  Object.assign(app.blocking.attempts, { of: () => Promise.reject(new Error('the table is gone')) });

  await letTimePass(app, 30);

  expect(app.announcer.warnings).toMatchObject([{ from: undefined }]);
});

test('if AWS refuses to filter by user name, the whole list is searched for reconnects', async () => {
  const app = anApp([first]);
  const connections = app.vpn.connections.bind(app.vpn);
  app.vpn.connections = async (endpoint, filter) => {
    if (filter.by === 'username') throw new Failure('aws_rejected', 'The filter username is not supported');
    return connections(endpoint, filter);
  };
  await kick(app, aKickOrder());
  await app.clock.sleep(9_000);
  const back = reconnect(app);

  await letTimePass(app, 30);

  expect(returnedEntries(app)).toMatchObject([{ connections: [{ id: back.id }] }]);
});

const seen = (connection = aConnection()) => ({ connection, endpoint: anEndpoint(), mayTerminate: true });

test('EC2’s filter is used for people whose every connection has a user name', () => {
  const people = [
    aConnection({ username: 'Bob@example.com' }),
    aConnection({ username: 'bob@example.com' }),
    aConnection({ username: 'anna@example.com' }),
  ];

  expect(usernamesOf(people)).toEqual(['Bob@example.com', 'anna@example.com']);
  expect(usernamesOf([...people, aConnection({ username: undefined, commonName: 'kiosk' })])).toBeUndefined();
});

test('connections without a name are not watched', () => {
  const nameless = aConnection({ username: undefined, commonName: undefined });

  expect(watchAfter([seen(nameless)], [], undefined)).toBeUndefined();
});

test('a connection that existed before the kick is recognized by its start time, and not stored', () => {
  const early = aConnection({ id: connectionId('cvpn-connection-ear1y') });
  const unknown = aConnection({ id: connectionId('cvpn-connection-0'), establishedAt: undefined });

  expect(watchAfter([seen()], [seen(early), seen(unknown)], undefined)?.excluded).toEqual([unknown.id]);
});

test('a connection that EC2’s last sample already listed is not a reconnect', () => {
  const early = aConnection({ sampledAt: new Date('2026-11-02T08:59:00Z') });
  const late = aConnection({ sampledAt: new Date('2026-11-02T09:00:00Z') });

  expect(watchAfter([seen(late), seen(early)], [], undefined)?.since).toEqual(late.sampledAt);
});

test('Kick again targets the name if the name was kicked, and else the one connection', () => {
  const target = { kind: 'names', names: ['bob', 'bob-laptop'] } as const;
  const whole = { target, elsewhere: [lab] };

  expect(watchAfter([seen()], [], whole)).toMatchObject({
    elsewhere: [lab],
    targets: ['bob', 'bob-laptop'],
    again: 'name',
  });
  expect(watchAfter([seen()], [], undefined)).toMatchObject({
    elsewhere: [],
    targets: [],
    again: 'connection',
  });
});

test('checks come at growing intervals, the last after five minutes', () => {
  const looks: number[] = [];
  for (let turn = watchTurn(5_000); turn !== undefined; ) {
    looks.push(turn.fromMs / 1000);
    turn = turn.nextMs === undefined ? undefined : watchTurn(turn.nextMs);
  }

  expect(looks).toEqual([5, 15, 35, 75, 135, 195, 255, 300]);
  expect(watchTurn(4_999)).toBeUndefined();
});

test('a late check counts as the latest one that was due', () => {
  expect(watchTurn(100_000)).toEqual({ fromMs: 75_000, nextMs: 135_000 });
  expect(watchTurn(3_600_000)).toEqual({ fromMs: 300_000, nextMs: undefined });
});
