import { describe, expect, test } from 'vitest';
import type { PersonId } from '../../../src/domain/ids.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aPerson } from '../../builders/a-person.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, omar } from '../../doubles/an-app.ts';
import { approveAs, asked, backups } from '../approval/two-people.ts';
import { aKickOrder } from './a-kick-order.ts';

const backup = { kind: 'name', name: 'svc-backup' } as const;

test('a kick of a protected name, in any case, requests an approval and terminates nothing', async () => {
  const app = anApp(backups(1, { username: 'SVC-backup' }));

  const result = await kick(app, aKickOrder({ targetRef: backup }));

  expect(result).toMatchObject({ kind: 'approval_asked', isShown: true });
  expect(app.vpn.terminations).toEqual([]);
  expect(app.log.entries).toMatchObject([
    {
      kind: 'approval-requested',
      actor: { id: 'U0HELGA' },
      target: 'SVC-backup',
      reason: 'stale session, user asked',
      connections: [{ previous: { code: 'active' } }],
      detail: '1 session on prod-eu; protected: SVC-backup',
    },
  ]);
  expect(app.announcer.approvals).toMatchObject([{ state: { kind: 'open' } }]);
  expect(app.announcer.threads).toEqual([app.log.entries]);
});

test('a kick of more connections than the configured limit needs an approval, counted over all endpoints', async () => {
  const onLab = someConnections(2).map((connection, index) => ({
    ...connection,
    id: connectionId(`cvpn-connection-1ab${index}`),
    endpointId: lab.id,
  }));
  const app = anApp([...someConnections(4), ...onLab]);

  expect(await kick(app, aKickOrder())).toMatchObject({ kind: 'approval_asked' });
  expect(app.log.entries[0]?.detail).toBe('6 sessions on prod-eu, lab; more than 5 sessions');
});

test('connections of one person count together, whatever the spelling of their name', async () => {
  const capitals = someConnections(3, { username: 'Bob@Example.com', commonName: undefined });
  const app = anApp([
    ...someConnections(3),
    ...capitals.map((one, index) => ({ ...one, id: connectionId(`cvpn-connection-cap${index}`) })),
  ]);

  const proposal = await proposeKick(app, aKickOrder());
  const result = await kick(app, aKickOrder());

  expect(proposal.kind === 'found' && proposal.connections).toHaveLength(6);
  expect(result).toMatchObject({ kind: 'approval_asked', approval: { count: 6 } });
  expect(app.vpn.terminations).toEqual([]);
});

test('a request counts more connections than an entry lists, and all of them are terminated when it is approved', async () => {
  const app = anApp(someConnections(150));

  const request = await asked(app, aKickOrder());
  const result = await approveAs(app, omar, request);

  expect(app.log.entries[0]?.connections).toHaveLength(100);
  expect(app.announcer.approvals[0]?.count).toBe(150);
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
  expect(app.vpn.terminations).toHaveLength(150);
});

test('a kick up to the configured limit needs no approval, even if more connections were listed', async () => {
  const few = anApp(someConnections(5));
  const connections = someConnections(7);
  const ticked = anApp(connections);

  expect(await kick(few, aKickOrder())).toMatchObject({ kind: 'kicked' });
  const only = connections.slice(0, 5).map(({ id }) => id);
  expect(await kick(ticked, aKickOrder({ only }))).toMatchObject({ kind: 'kicked' });
  expect(ticked.vpn.terminations).toHaveLength(5);
});

test('every kick of others needs an approval if the limit is zero', async () => {
  const rules = someRules({ kick: { minReason: 5, approveAbove: 0, listExpiresMs: 900_000 } });

  expect(await kick(anApp(someConnections(1), rules), aKickOrder())).toMatchObject({
    kind: 'approval_asked',
  });
});

test('a kick of one’s own connections needs no approval, however many', async () => {
  const app = anApp(someConnections(7));

  const result = await kick(app, aKickOrder({ requester: aRequester(bob, 'C0GENERAL') }));

  expect(result).toMatchObject({ kind: 'kicked' });
  expect(app.vpn.terminations).toHaveLength(7);
});

describe('self never covers a protected name', () => {
  const protectingBob = (map: ReadonlyMap<PersonId, readonly string[]>) =>
    someRules({ protected: ['bob@*'], people: { match: 'email', map } });
  const ownOrder = aKickOrder({ requester: aRequester(bob, 'C0GENERAL') });

  test('on one’s own address: denied without kick, and needs an approval with it', async () => {
    const app = anApp(someConnections(1), protectingBob(new Map()));
    app.directory.people.set(bob.id, bob);

    expect(await kick(app, ownOrder)).toMatchObject({
      kind: 'refused',
      denial: { reason: 'channel_unknown', grant: 'kick' },
    });
    expect(await kick(app, aKickOrder({ requester: aRequester(bob) }))).toMatchObject({
      kind: 'approval_asked',
    });
    expect(app.vpn.terminations).toEqual([]);
  });

  test('unless the operator lists the name for that person', async () => {
    const map = new Map([[bob.id, ['Bob@example.com']]]);
    const app = anApp(someConnections(1), protectingBob(map));

    expect(await kick(app, ownOrder)).toMatchObject({ kind: 'kicked' });
  });

  test('and is denied if the name is mapped to another person only', async () => {
    const map = new Map([[omar.id, ['bob@example.com']]]);
    const app = anApp(someConnections(1), protectingBob(map));

    expect(await kick(app, ownOrder)).toMatchObject({ kind: 'refused' });
  });

  test('on the certificate of one’s own connection, unless it is mapped to oneself', async () => {
    const own = aConnection({ username: helga.email, commonName: 'svc-laptop' });
    const order = aKickOrder({ targetRef: { kind: 'connection', connection: own.id } });
    const mapped = { people: { match: 'email', map: new Map([[helga.id, ['svc-laptop']]]) } } as const;

    expect(await kick(anApp([own]), order)).toMatchObject({ kind: 'approval_asked' });
    expect(await kick(anApp([own], mapped), order)).toMatchObject({ kind: 'kicked' });
  });

  test('that happens to be the local part of one’s address', async () => {
    const robot = aPerson({ id: personId('U0ROBOT'), email: 'svc-backup@corp.example' });
    const people = { match: 'local-part', domains: ['corp.example'], map: new Map() } as const;
    const app = anApp(backups(1), { people });
    app.directory.people.set(robot.id, robot);
    const order = aKickOrder({ targetRef: backup, requester: aRequester(robot, 'C0GENERAL') });

    expect(await kick(app, order)).toMatchObject({ kind: 'refused', denial: { grant: 'kick' } });
    expect(app.vpn.terminations).toEqual([]);
  });
});

test('a person with an unconfirmed email address can terminate nothing by that address', async () => {
  const eve = aPerson({ id: personId('U0EVE'), email: undefined, hasUnconfirmedEmail: true });
  const app = anApp(someConnections(1));
  app.directory.people.set(eve.id, eve);
  const order = aKickOrder({ requester: aRequester(eve, 'C0GENERAL') });

  expect(await kick(app, order)).toMatchObject({ kind: 'refused' });
  const atEve = aKickOrder({ targetRef: { kind: 'person', person: eve.id } });
  expect(await kick(app, atEve)).toEqual({ kind: 'nameless', person: 'U0EVE', why: 'unconfirmed' });
  expect(app.vpn.terminations).toEqual([]);
});

test('the modal says that an approval is needed, and why', async () => {
  const app = anApp(backups(1));
  const asking = {
    requester: aRequester(helga),
    selection: { targetRef: backup, on: undefined },
    breakGlass: false,
  };

  expect(await proposeKick(app, asking)).toMatchObject({
    kind: 'found',
    need: { kind: 'protected_names', names: ['svc-backup'] },
  });
  expect(app.log.entries).toEqual([]);
});

test('the same request, delivered again, asks for no second approval', async () => {
  const app = anApp(backups(1));
  const order = aKickOrder({ targetRef: backup });

  const results = await Promise.all([kick(app, order), kick(app, order)]);

  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['approval_asked', 'begun']);
  expect(await kick(app, order)).toEqual({ kind: 'begun' });
  expect(app.log.entries).toHaveLength(1);
});

test('a request that cannot be recorded asks for no approval and terminates nothing', async () => {
  const app = anApp(backups(1));
  app.log.refuse('approval-requested');

  const result = await kick(app, aKickOrder({ targetRef: backup }));

  expect(result).toEqual({ kind: 'unrecorded', code: 'audit_unwritable' });
  expect([app.announcer.approvals, app.vpn.terminations]).toEqual([[], []]);
});

test('a request that could not be shown is shown again until it is posted', async () => {
  const app = anApp(backups(1));
  app.announcer.isDown = true;

  expect(await kick(app, aKickOrder({ targetRef: backup }))).toMatchObject({ isShown: false });
});
