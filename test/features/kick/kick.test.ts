import { expect, test } from 'vitest';
import { connectionsOf, outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, correlation } from '../../builders/ids.ts';
import { aChannelRule, noSecondPerson, someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga } from '../../doubles/an-app.ts';
import { MemoryAnnouncer } from '../../doubles/memory-announcer.ts';
import { aKickOrder } from './a-kick-order.ts';

const statesIn = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? connectionsOf(result.kick).map(({ state }) => state.kind) : result.kind;

test('a kick terminates every connection and confirms it', async () => {
  const app = anApp(someConnections(3));

  const result = await kick(app, aKickOrder());

  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
});

test('the audit log has the request, the result and the confirmation of a kick, each with the statuses of that moment', async () => {
  const app = anApp(someConnections(1));

  await kick(app, aKickOrder());

  const { id } = app.vpn.terminations[0]?.by === 'connection' ? app.vpn.terminations[0] : { id: '' };
  expect(app.log.entries).toMatchObject([
    { kind: 'requested', connections: [{ id, previous: { code: 'active' } }] },
    {
      kind: 'finished',
      awsRequestId: 'request-1',
      connections: [{ id, previous: { code: 'active' }, current: { code: 'terminating' } }],
    },
    {
      kind: 'confirmed',
      connections: [{ id, previous: { code: 'active' }, current: { code: 'terminated' } }],
    },
  ]);
});

test('every entry has the actor, the channel, the target, the endpoint and the reason', async () => {
  const app = anApp(someConnections(1));

  await kick(app, aKickOrder({ correlation: correlation('corr-0001'), reason: '  stale session ' }));

  for (const entry of app.log.entries)
    expect(entry).toMatchObject({
      correlation: 'corr-0001',
      actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
      channel: { id: 'C0HELPDESK', name: 'helpdesk' },
      endpoint: { id: anEndpoint().id, name: 'prod-eu', region: 'eu-west-1' },
      target: 'bob@example.com',
      reason: 'stale session',
    });
});

test('nothing is terminated before its request is in the audit log', async () => {
  const app = anApp([...someConnections(7), aConnection({ endpointId: lab.id })], noSecondPerson);
  const recorded: boolean[] = [];
  app.vpn.onTerminate = (what) => {
    const requested = app.log.entries.filter(({ kind }) => kind === 'requested');
    const ids = requested.flatMap(({ connections = [] }) => connections.map(({ id }) => id));
    recorded.push(what.by === 'connection' && ids.some((id) => id === what.id));
  };

  await kick(app, aKickOrder());

  expect(recorded).toEqual(Array.from({ length: 8 }, () => true));
});

test('a kick on several endpoints is one request with a thread for each endpoint', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const app = anApp([...someConnections(2), onLab]);

  const result = await kick(app, aKickOrder());

  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
  const kindsOn = (name: string) =>
    app.log.entries.filter(({ endpoint }) => endpoint?.name === name).map(({ kind }) => kind);
  expect(kindsOn('prod-eu')).toEqual(['requested', 'finished', 'confirmed']);
  expect(kindsOn('lab')).toEqual(['requested', 'finished', 'confirmed']);
  expect(new Set(app.log.entries.map(({ correlation }) => correlation)).size).toBe(1);
});

test('only connections that stayed ticked are terminated, each by its id', async () => {
  const [first = aConnection(), second = aConnection(), third = aConnection()] = someConnections(3);
  const app = anApp([first, second, third]);

  await kick(app, aKickOrder({ only: [first.id, third.id] }));

  expect(app.vpn.terminations).toEqual([
    { by: 'connection', id: first.id },
    { by: 'connection', id: third.id },
  ]);
});

test('a ticked connection that has ended meanwhile is not terminated', async () => {
  const app = anApp(someConnections(1));

  const result = await kick(app, aKickOrder({ only: [connectionId('cvpn-connection-0dead')] }));

  expect(result).toMatchObject({ kind: 'none' });
  expect(app.log.entries).toEqual([]);
});

test.each([
  '',
  '    ',
  'why ',
  '💥💥💥💥',
  '\u200B\u200B\u200B\u200B\u200B\u200B',
  'w\u00ADh\u200By',
  '. \u2800 . \u00A0 .',
  '👩\u200D👩\u200D👧',
])('a reason as short as “%s” is rejected first', async (reason) => {
  const app = anApp(someConnections(1));

  const result = await kick(app, aKickOrder({ reason }));

  expect(result).toEqual({ kind: 'reason_too_short', minReason: 5 });
  expect([app.vpn.calls, app.log.entries]).toEqual([[], []]);
});

test('a denied kick is recorded, and nothing else happens', async () => {
  const app = anApp(someConnections(1));

  const result = await kick(app, aKickOrder({ requester: aRequester(gus) }));

  expect(result).toMatchObject({ kind: 'refused', denial: { reason: 'person_guest' } });
  expect(app.log.entries).toMatchObject([{ kind: 'refused', detail: 'person_guest (kick)' }]);
  expect(app.vpn.calls).toEqual([]);
});

test('a member can terminate their own connection in any channel, which is recorded', async () => {
  const app = anApp(someConnections(1));

  const result = await kick(app, aKickOrder({ requester: aRequester(bob, 'C0GENERAL') }));

  expect(statesIn(result)).toEqual(['ended']);
  expect(app.log.entries[0]?.channel).toEqual({ id: 'C0GENERAL', name: 'general' });
});

test('an endpoint that could not be looked up is named, and recorded as failed', async () => {
  const app = anApp(someConnections(1));
  app.vpn.fail({ method: 'connections', code: 'aws_unreachable', on: lab });

  const result = await kick(app, aKickOrder());

  expect(result).toMatchObject({ kick: { unavailable: [{ endpoint: lab, code: 'aws_unreachable' }] } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('partly_ended');
  expect(app.log.entries.filter(({ endpoint }) => endpoint?.name === 'lab')).toMatchObject([
    { kind: 'failed', detail: 'could not be looked at: aws_unreachable' },
  ]);
});

test('the outcome names endpoints out of the channel’s scope', async () => {
  const rules = someRules({ channels: [aChannelRule({ endpoints: [anEndpoint()] })] });

  const result = await kick(anApp(someConnections(1), rules), aKickOrder());

  expect(result).toMatchObject({ kick: { outOfScope: [lab] } });
});

test('the audit log identifies a connection without a name by its id', async () => {
  const unnamed = aConnection({ username: undefined, commonName: undefined });
  const app = anApp([unnamed]);

  await kick(app, aKickOrder({ targetRef: { kind: 'connection', connection: unnamed.id } }));

  expect(app.log.entries[0]?.target).toBe(unnamed.id);
});

test('a request that is delivered again terminates no one a second time, even after they reconnected', async () => {
  const app = anApp(someConnections(1));
  const order = aKickOrder();
  await kick(app, order);
  const entriesBefore = app.log.entries.length;
  app.vpn.connect(aConnection({ id: connectionId('cvpn-connection-0back') }));

  const again = await kick(app, order);

  expect(again).toEqual({ kind: 'begun' });
  expect(app.vpn.terminations).toHaveLength(1);
  expect(app.log.entries).toHaveLength(entriesBefore);
});

test('a request that two processes receive at the same time is carried out and shown by one of them', async () => {
  const app = anApp(someConnections(1));
  const order = aKickOrder();
  const others = new MemoryAnnouncer();

  const results = await Promise.all([kick(app, order), kick({ ...app, announcer: others }, order)]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['begun', 'kicked']);
  expect(app.vpn.terminations).toHaveLength(1);
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
  const showing = [app.announcer, others].filter(({ shown }) => shown.length > 0);
  expect(showing).toHaveLength(1);
});

test('a request that was denied before is authorized again, since nothing had begun', async () => {
  const app = anApp(someConnections(1));
  const order = aKickOrder({ requester: aRequester(helga, 'C0LEADS') });
  await kick(app, order);

  expect(await kick(app, order)).toMatchObject({ kind: 'refused' });
});
