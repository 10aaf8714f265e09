import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectionsOf } from '../../../src/domain/kick.ts';
import { callTerminate, planKick } from '../../../src/features/kick/call-terminate.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { noSecondPerson } from '../../builders/some-rules.ts';
import { anApp, type MemoryContext } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';

const username = 'bob@example.com';
const byUsername = { by: 'username', username };
const byId = ({ id }: { readonly id: string }) => ({ by: 'connection', id });
const statesIn = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? connectionsOf(result.kick).map(({ state }) => state.kind) : [];
const finishedIn = ({ log }: MemoryContext) => log.entries.find(({ kind }) => kind === 'finished');

test('up to five connections of a user are terminated in one call, by user name', async () => {
  const app = anApp(someConnections(3));

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toEqual([byUsername]);
  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
  expect(finishedIn(app)?.awsRequestId).toBe('request-1');
});

test('more connections than AWS terminates by name are terminated one by one', async () => {
  const connections = someConnections(7);
  const app = anApp(connections, noSecondPerson);

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toHaveLength(7);
  expect(app.vpn.terminations).toEqual(expect.arrayContaining(connections.map(byId)));
  expect(statesIn(result)).toHaveLength(7);
  expect(finishedIn(app)?.awsRequestId).toBe(
    'request-1 request-2 request-3 request-4 request-5 request-6 request-7',
  );
});

test('connections are terminated one by one on an endpoint with certificates only', async () => {
  const app = anApp(someConnections(2, { username: undefined, commonName: username }));
  app.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);

  await kick(app, aKickOrder());

  expect(app.vpn.terminations.map(({ by }) => by)).toEqual(['connection', 'connection']);
});

test.each(['aws_rejected', 'aws_unanswered', 'aws_throttled'] as const)(
  'a call by user name that fails with %s is repeated for each connection',
  async (code) => {
    const connections = someConnections(2);
    const app = anApp(connections);
    app.vpn.fail({ method: 'terminate', by: 'username', code });

    const result = await kick(app, aKickOrder());

    expect(app.vpn.terminations).toHaveLength(3);
    expect(app.vpn.terminations).toEqual(expect.arrayContaining([byUsername, ...connections.map(byId)]));
    expect(statesIn(result)).toEqual(['ended', 'ended']);
  },
);

test('a connection that began after the look-up is terminated with the others, and recorded', async () => {
  const app = anApp(someConnections(2));
  const late = aConnection({ id: connectionId('cvpn-connection-1ate') });
  app.vpn.onTerminate = () => app.vpn.connect(late);

  const result = await kick(app, aKickOrder());

  expect(statesIn(result)).toEqual(['ended', 'ended', 'ended']);
  expect(finishedIn(app)?.connections?.map(({ id }) => id)).toContain(late.id);
});

test('a connection that ended before the call is already gone', async () => {
  const [first = aConnection(), second = aConnection()] = someConnections(2);
  const app = anApp([first, second]);
  app.vpn.onTerminate = () => app.vpn.forget(second.id);

  const result = await kick(app, aKickOrder({ only: [first.id, second.id] }));

  expect(statesIn(result).toSorted()).toEqual(['already_gone', 'ended']);
});

test('a connection counts as terminated if the call was carried out and its answer lost', async () => {
  const app = anApp(someConnections(1));
  app.vpn.fail({ method: 'terminate', code: 'aws_unanswered', isAnswerLost: true });

  const result = await kick(app, aKickOrder());

  expect(statesIn(result)).toEqual(['ended']);
  expect(app.vpn.terminations).toHaveLength(1);
  expect(app.log.entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
});

test('a connection that AWS says it could not terminate does not count as terminated', async () => {
  const [only = aConnection()] = someConnections(1);
  const app = anApp([only]);
  app.vpn.stubborn.add(only.id);

  const result = await kick(app, aKickOrder());

  expect(statesIn(result)).toEqual(['not_ended']);
  expect(finishedIn(app)?.connections).toMatchObject([{ current: { code: 'failed-to-terminate' } }]);
});

test('a connection that cannot be terminated does not prevent the termination of the others', async () => {
  const [first = aConnection(), second = aConnection(), third = aConnection()] = someConnections(3);
  const app = anApp([first, second, third]);
  app.vpn.fail({ method: 'terminate', code: 'aws_denied', times: 1 });

  const result = await kick(app, aKickOrder({ only: [first.id, second.id, third.id] }));

  expect(statesIn(result).toSorted()).toEqual(['ended', 'ended', 'failed']);
  expect(result).toMatchObject({ kick: { parts: [{ isUnrecorded: false }] } });
});

test('Stop spares every connection that AWS was not yet asked to terminate', async () => {
  const app = anApp([]);
  let turns = 0;
  let isStopped = false;
  const vpn = Object.assign(app.vpn, {
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

  await callTerminate(
    vpn,
    order,
    async () => isStopped,
    () => {},
  );

  expect(vpn.terminations).toHaveLength(2);
  expect(turns).toBe(3);
});

test.each([2, 3, 5])('all %d connections of a user are terminated by name, in one call', (count) => {
  const connections = someConnections(count, { username: 'bob' });

  expect(planKick(connections, true, true)).toEqual({ by: 'username', username: 'bob' });
});

test.each([
  ['one session', someConnections(1), true, true],
  ['six sessions, more than AWS ends by name', someConnections(6), true, true],
  ['a chosen few', someConnections(3), false, true],
  ['sessions on an endpoint that knows no user names', someConnections(3), true, false],
  ['sessions of certificates', someConnections(3, { username: undefined }), true, true],
  ['sessions under an empty name', someConnections(3, { username: '' }), true, true],
])('%s are terminated in one call each', (_title, connections, coversAllOfName, usernamesKnown) => {
  const ids = connections.map(({ id }) => id);

  expect(planKick(connections, coversAllOfName, usernamesKnown)).toEqual({ by: 'connection', ids });
});

test('connections under several spellings of a name are terminated in one call each, since AWS compares case', () => {
  const [first = aConnection(), second = aConnection()] = someConnections(2);
  const connections = [
    { ...first, username: 'bob' },
    { ...second, username: 'Bob' },
  ];

  expect(planKick(connections, true, true).by).toBe('connection');
});

test('a call by name never covers more than one name and five connections, and no plan omits one', () => {
  const connections = fc
    .array(fc.constantFrom('bob', 'anna', '', undefined), { maxLength: 8 })
    .map((names) =>
      someConnections(names.length).map((connection, index) => ({ ...connection, username: names[index] })),
    );

  fc.assert(
    fc.property(connections, fc.boolean(), fc.boolean(), (connections, coversAllOfName, usernamesKnown) => {
      const plan = planKick(connections, coversAllOfName, usernamesKnown);

      if (plan.by === 'connection') {
        expect(plan.ids).toEqual(connections.map(({ id }) => id));
      } else {
        expect(connections.length).toBeLessThanOrEqual(5);
        expect(connections.map(({ username }) => username)).toEqual(connections.map(() => plan.username));
        expect(plan.username).not.toBe('');
        expect(coversAllOfName && usernamesKnown).toBe(true);
      }
    }),
  );
});
