import { expect, test } from 'vitest';
import { sessionsOf } from '../../../src/domain/kick.ts';
import { terminateSessions } from '../../../src/features/kick/call-terminate.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { noSecondPerson } from '../../builders/some-rules.ts';
import { aWorld, type MemoryWorld } from '../../doubles/a-world.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';

const username = 'bob@example.com';
const byUsername = { by: 'username', username };
const byId = ({ id }: { readonly id: string }) => ({ by: 'connection', id });
const statesIn = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? sessionsOf(result.kick).map(({ state }) => state.kind) : [];
const finishedIn = ({ log }: MemoryWorld) => log.entries.find(({ kind }) => kind === 'finished');

test('all of a user’s few sessions are ended in one call, by user name', async () => {
  const world = aWorld(someConnections(3));

  const result = await kick(world, aKickOrder());

  expect(world.vpn.terminations).toEqual([byUsername]);
  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
  expect(finishedIn(world)?.awsRequestId).toBe('request-1');
});

test('more sessions than AWS ends by name are ended one by one', async () => {
  const sessions = someConnections(7);
  const world = aWorld(sessions, noSecondPerson);

  const result = await kick(world, aKickOrder());

  expect(world.vpn.terminations).toHaveLength(7);
  expect(world.vpn.terminations).toEqual(expect.arrayContaining(sessions.map(byId)));
  expect(statesIn(result)).toHaveLength(7);
  expect(finishedIn(world)?.awsRequestId).toBe(
    'request-1 request-2 request-3 request-4 request-5 request-6 request-7',
  );
});

test('where users have certificates only, sessions are ended one by one', async () => {
  const world = aWorld(someConnections(2, { username: undefined, commonName: username }));
  world.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);

  await kick(world, aKickOrder());

  expect(world.vpn.terminations.map(({ by }) => by)).toEqual(['connection', 'connection']);
});

test.each(['aws_rejected', 'aws_unanswered', 'aws_throttled'] as const)(
  'a call by user name that fails with %s is made again for each session',
  async (code) => {
    const sessions = someConnections(2);
    const world = aWorld(sessions);
    world.vpn.fail({ method: 'terminate', by: 'username', code });

    const result = await kick(world, aKickOrder());

    expect(world.vpn.terminations).toHaveLength(3);
    expect(world.vpn.terminations).toEqual(expect.arrayContaining([byUsername, ...sessions.map(byId)]));
    expect(statesIn(result)).toEqual(['ended', 'ended']);
  },
);

test('a session opened since the look is ended with the others, and recorded', async () => {
  const world = aWorld(someConnections(2));
  const late = aConnection({ id: connectionId('cvpn-connection-1ate') });
  world.vpn.onTerminate = () => world.vpn.connect(late);

  const result = await kick(world, aKickOrder());

  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
  expect(finishedIn(world)?.connections?.map(({ id }) => id)).toContain(late.id);
});

test('a session that ended before its order came is already gone', async () => {
  const [first = aConnection(), second = aConnection()] = someConnections(2);
  const world = aWorld([first, second]);
  world.vpn.onTerminate = () => world.vpn.forget(second.id);

  const result = await kick(world, aKickOrder({ only: [first.id, second.id] }));

  expect(statesIn(result).toSorted()).toEqual(['already_gone', 'ended']);
});

test('an order that went unanswered but was carried out counts as ended, once it is seen', async () => {
  const world = aWorld(someConnections(1));
  world.vpn.fail({ method: 'terminate', code: 'aws_unanswered', isAnswerLost: true });

  const result = await kick(world, aKickOrder());

  expect(statesIn(result)).toEqual(['ended']);
  expect(world.vpn.terminations).toHaveLength(1);
  expect(world.log.entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
});

test('AWS saying that it could not end a session is no end', async () => {
  const [only = aConnection()] = someConnections(1);
  const world = aWorld([only]);
  world.vpn.stubborn.add(only.id);

  const result = await kick(world, aKickOrder());

  expect(statesIn(result)).toEqual(['not_ended']);
  expect(finishedIn(world)?.connections).toMatchObject([{ current: { code: 'failed-to-terminate' } }]);
});

test('one session that cannot be ended keeps none of the others from ending', async () => {
  const [first = aConnection(), second = aConnection(), third = aConnection()] = someConnections(3);
  const world = aWorld([first, second, third]);
  world.vpn.fail({ method: 'terminate', code: 'aws_denied', times: 1 });

  const result = await kick(world, aKickOrder({ only: [first.id, second.id, third.id] }));

  expect(statesIn(result).toSorted()).toEqual(['ended', 'ended', 'failed']);
  expect(result).toMatchObject({ kick: { parts: [{ isUnrecorded: false }] } });
});

test('Stop spares everything that has not been sent, whatever waits for its turn', async () => {
  const world = aWorld([]);
  let turns = 0;
  let isStopped = false;
  const vpn = Object.assign(world.vpn, {
    terminationTurn: async () => {
      turns += 1;
      if (turns === 3) isStopped = true;
    },
  });
  const order = {
    endpoint: anEndpoint(),
    connections: someConnections(50),
    plan: { by: 'connection', ids: [] } as const,
    actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' },
  };

  await terminateSessions(
    vpn,
    order,
    async () => isStopped,
    () => {},
  );

  expect(vpn.terminations).toHaveLength(2);
  expect(turns).toBe(3);
});
