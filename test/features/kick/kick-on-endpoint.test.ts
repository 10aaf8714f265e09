import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';

/** Comes back each time that a session is ended, so many times, as a session of its own. */
function comesBack(app: MemoryContext, times: number, given: Partial<Connection> = {}): void {
  let left = times;
  app.vpn.onTerminate = () => {
    if (left === 0) return;
    left -= 1;
    app.vpn.connect(aConnection({ id: connectionId(`cvpn-connection-back${left}`), ...given }));
  };
}

const partsOf = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? result.kick.parts : [];
const stillOnAfter = (result: Awaited<ReturnType<typeof kick>>) =>
  result.kind === 'kicked' ? result.kick.remaining.map(({ id }) => id) : result.kind;

test('a person who reconnects during a kick of all their connections is kicked again, and recorded again', async () => {
  const app = anApp(someConnections(1));
  comesBack(app, 1);

  const result = await kick(app, aKickOrder());

  expect(partsOf(result)).toHaveLength(2);
  expect(stillOnAfter(result)).toEqual([]);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(app.log.entries.map(({ kind }) => kind)).toEqual([
    ...['requested', 'finished', 'confirmed'],
    ...['requested', 'finished', 'confirmed'],
  ]);
});

test('a kick gives up after three rounds, and reports who is still connected', async () => {
  const app = anApp(someConnections(1));
  comesBack(app, 99);

  const result = await kick(app, aKickOrder());

  expect(partsOf(result)).toHaveLength(3);
  expect(stillOnAfter(result)).toHaveLength(1);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('partly_ended');
});

test('a person of whom only some connections were selected is not looked up again', async () => {
  const [first = aConnection()] = someConnections(1);
  const app = anApp([first]);
  comesBack(app, 1);

  const result = await kick(app, aKickOrder({ only: [first.id] }));

  expect(partsOf(result)).toHaveLength(1);
  expect(stillOnAfter(result)).toEqual([]);
});

test('a failed last look-up is reported as unknown', async () => {
  const app = anApp(someConnections(1));
  const order = aKickOrder({ on: 'prod-eu' });
  app.vpn.onTerminate = () => {
    app.vpn.fail({ method: 'facts', code: 'aws_throttled' });
    app.vpn.failWholeLooks = 'aws_throttled';
  };

  const result = await kick(app, order);

  expect(result).toMatchObject({ kick: { unavailable: [{ code: 'aws_throttled' }] } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('partly_ended');
});

test('a later round terminates no connection that only shares the certificate’s name', async () => {
  const own = aConnection({ username: 'helga@example.com', commonName: undefined });
  const app = anApp([own]);
  app.vpn.factsOf.set(own.endpointId, certificatesOnly);
  comesBack(app, 1, { username: 'bob@example.com', commonName: 'helga@example.com' });

  const result = await kick(
    app,
    aKickOrder({
      requester: aRequester(helga, 'C0GENERAL'),
      targetRef: { kind: 'person', person: helga.id },
    }),
  );

  expect(app.vpn.terminations).toEqual([{ by: 'connection', id: own.id }]);
  // Whoever kicks a person is not told that another user is that person.
  expect(stillOnAfter(result)).toEqual([]);
});

test('a later round terminates no connection that only shares the typed name, and reports it as still connected', async () => {
  const app = anApp([aConnection({ username: undefined })]);
  app.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);
  comesBack(app, 1, { username: 'anna@example.com' });

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toHaveLength(1);
  expect(stillOnAfter(result)).toEqual(['cvpn-connection-back0']);
});

test('a protected name that appears in a later round still needs an approval', async () => {
  const app = anApp(someConnections(1));
  app.vpn.factsOf.set(aConnection().endpointId, certificatesOnly);
  comesBack(app, 1, { commonName: 'svc-backup' });

  const result = await kick(app, aKickOrder());

  expect(app.vpn.terminations).toHaveLength(1);
  expect(stillOnAfter(result)).toEqual(['cvpn-connection-back0']);
});

test('a person who reconnects with another spelling is kicked again', async () => {
  const app = anApp(someConnections(1));
  comesBack(app, 1, { username: 'BOB@Example.com', commonName: undefined });

  const result = await kick(app, aKickOrder());

  expect(partsOf(result)).toHaveLength(2);
  expect(stillOnAfter(result)).toEqual([]);
});

test('connections of one user are terminated one by one if the name is spelled in two ways', async () => {
  const capitals = aConnection({ id: connectionId('cvpn-connection-1ab'), username: 'Bob@example.com' });
  const app = anApp([...someConnections(1), capitals]);

  await kick(app, aKickOrder());

  expect(app.vpn.terminations.map(({ by }) => by)).toEqual(['connection', 'connection']);
});

test('a reconnect can exceed the limit for one actor, together with what the kick has terminated so far', async () => {
  const app = anApp(someConnections(5));
  comesBack(app, 1);

  const result = await kick(app, aKickOrder());

  expect(partsOf(result)).toHaveLength(1);
  expect(stillOnAfter(result)).toEqual(['cvpn-connection-back0']);
});

test('terminations on other endpoints count as well', async () => {
  const onLab = someConnections(3, { endpointId: lab.id }).map((one, index) => ({
    ...one,
    id: connectionId(`cvpn-connection-1ab${index}`),
  }));
  const app = anApp([...someConnections(2), ...onLab]);
  // A call by user name, as it is made here, would end a session of the same spelling as well.
  comesBack(app, 1, { username: 'Bob@example.com' });

  const result = await kick(app, aKickOrder());

  expect(partsOf(result)).toHaveLength(2);
  expect(stillOnAfter(result)).toEqual(['cvpn-connection-back0']);
});

test('one’s own connections are kicked again without a limit', async () => {
  const app = anApp(someConnections(5));
  comesBack(app, 1);

  const result = await kick(app, aKickOrder({ requester: aRequester(bob, 'C0GENERAL') }));

  expect(partsOf(result)).toHaveLength(2);
  expect(stillOnAfter(result)).toEqual([]);
});

test('a person who reconnects to another endpoint meanwhile is reported as still connected', async () => {
  const app = anApp(someConnections(1));
  comesBack(app, 1, { endpointId: lab.id });

  const result = await kick(app, aKickOrder());

  expect(stillOnAfter(result)).toHaveLength(1);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('partly_ended');
});
