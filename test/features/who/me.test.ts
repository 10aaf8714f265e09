import { expect, test } from 'vitest';
import type { PersonId } from '../../../src/domain/ids.ts';
import { me } from '../../../src/features/who/who.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus } from '../../doubles/an-app.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';

const elsewhere = aRequester(bob, 'C0GENERAL');

test('lists a member’s own live connections on every endpoint, wherever they ask', async () => {
  const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
  const ended = aConnection({ status: { code: 'terminated', message: undefined } });
  const anna = aConnection({ id: connectionId('cvpn-connection-2ab'), username: 'anna', commonName: 'anna' });
  const app = anApp([...someConnections(1), onLab, ended, anna]);

  const result = await me(app, { requester: elsewhere, audience: 'requester' });

  expect(
    result.kind === 'listed' &&
      result.connectionList.connections.slice().map(({ connection }) => connection.id),
  ).toEqual(['cvpn-connection-00000000000000000', onLab.id]);
});

test('includes a connection under another spelling of their name', async () => {
  const capitals = aConnection({ id: connectionId('cvpn-connection-1ab'), username: 'BOB@example.com ' });
  const app = anApp([...someConnections(1), capitals]);

  const result = await me(app, { requester: elsewhere, audience: 'requester' });

  expect(
    result.kind === 'listed' &&
      result.connectionList.connections.slice().map(({ mayTerminate }) => mayTerminate),
  ).toEqual([true, true]);
});

test('lets members terminate their own connections', async () => {
  const result = await me(anApp(someConnections(1)), { requester: elsewhere, audience: 'requester' });

  expect(
    result.kind === 'listed' &&
      result.connectionList.connections.slice().map(({ mayTerminate }) => mayTerminate),
  ).toEqual([true]);
});

test('returns why someone has no VPN name, instead of an empty list', async () => {
  const app = anApp(someConnections(1));
  const nameless = aPerson({ id: personId('U0NOMAIL'), email: undefined });
  app.directory.people.set(nameless.id, nameless);

  const result = await me(app, { requester: aRequester(nameless), audience: 'requester' });

  expect(result).toEqual({ kind: 'nameless', person: 'U0NOMAIL', why: 'unknown' });
  expect(app.vpn.calls).toEqual([]);
});

test('returns that an unconfirmed address gives no connections of one’s own', async () => {
  const app = anApp(someConnections(1));
  const eve = aPerson({ id: personId('U0EVE'), email: undefined, hasUnconfirmedEmail: true });
  app.directory.people.set(eve.id, eve);

  const result = await me(app, { requester: aRequester(eve), audience: 'requester' });

  expect(result).toEqual({ kind: 'nameless', person: 'U0EVE', why: 'unconfirmed' });
  expect(app.vpn.calls).toEqual([]);
});

test('returns that a protected name from an address gives none, unless the operator lists it for them', async () => {
  const backup = { username: 'svc-backup@example.com', commonName: undefined };
  const robot = aPerson({ id: personId('U0ROBOT'), email: 'svc-backup@example.com' });
  const ask = async (map: ReadonlyMap<PersonId, readonly string[]>) => {
    const app = anApp([aConnection(backup)], { people: { match: 'email', map } });
    app.directory.people.set(robot.id, robot);
    return me(app, { requester: aRequester(robot), audience: 'requester' });
  };

  expect(await ask(new Map())).toEqual({ kind: 'nameless', person: 'U0ROBOT', why: 'protected' });
  const listed = await ask(new Map([[robot.id, ['SVC-backup@example.com']]]));
  expect(listed.kind === 'listed' && listed.connectionList.connections.length).toBe(1);
});

test('counts connections that may be another person’s, and does not show them', async () => {
  const shared = aConnection({ username: undefined, commonName: 'shared' });
  const typed = aConnection({ id: connectionId('cvpn-connection-1ab'), username: 'shared' });
  const laptop = { id: connectionId('cvpn-connection-2ab'), username: undefined, commonName: 'bob-laptop' };
  const map = new Map([bob, gus].map(({ id }) => [id, ['shared']] as const));
  const app = anApp([shared, typed, aConnection(laptop)], { people: { match: 'email', map } });
  app.vpn.factsOf.set(anEndpoint().id, certificatesOnly);

  const result = await me(app, { requester: elsewhere, audience: 'requester' });

  expect(result).toMatchObject({
    kind: 'listed',
    notOwn: 2,
    connectionList: { possible: { connections: [] } },
  });
  expect(result.kind === 'listed' && result.connectionList.connections.length).toBe(0);
});

test.each([
  ['a guest', gus, {}, 'person_guest'],
  ['anyone, where it is not switched on', bob, { everyoneMaySelf: false }, 'self_disabled'],
] as const)('denies %s, and asks nothing', async (_title, person, rules, reason) => {
  const app = anApp(someConnections(1), rules);

  const result = await me(app, { requester: aRequester(person), audience: 'requester' });

  expect(result).toMatchObject({ kind: 'refused', denial: { reason, grant: 'self' } });
  expect(app.vpn.calls).toEqual([]);
});
