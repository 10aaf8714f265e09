import { expect, test } from 'vitest';
import type { Connection } from '../../../src/domain/connection.ts';
import { outcomeOf } from '../../../src/domain/kick.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import type { KickTargetRef } from '../../../src/domain/target.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { proposeBlock } from '../../../src/features/block/propose-block.ts';
import { blockThenKick } from '../../../src/features/kick/block-then-kick.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { me } from '../../../src/features/who/who.ts';
import { aConnection } from '../../builders/a-connection.ts';
import { connectionId, personId } from '../../builders/ids.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext, omar } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { certificatesOnly } from '../../doubles/memory-vpn.ts';
import { aKickOrder } from './a-kick-order.ts';
import { requested, resumeAfter, soonMs } from './after-a-crash.ts';

const atBob: KickTargetRef = { kind: 'person', person: bob.id };
const sharedClient: KickTargetRef = { kind: 'name', name: 'shared-client' };
const helgaInHelpdesk = aRequester(helga);
const helgaInSecops = aRequester(helga, 'C0SECOPS');

const on = (id: string, username: string | undefined, commonName = 'shared-client') =>
  aConnection({ id: connectionId(`cvpn-connection-${id}`), username, commonName });
const bobs = on('0b', 'bob@example.com');
const annas = on('0a', 'anna@example.com');
const carls = on('0c', 'carl@example.com');
const doras = on('0d', 'dora@example.com');
const laptop = on('1a', undefined, 'bob-laptop');

/** The map lists these certificates for Bob. */
const mapOf = (...names: readonly string[]): Partial<Rules> => ({
  people: { match: 'email', map: new Map([[bob.id, names]]) },
});
function aSharedApp(
  connections: readonly Connection[] = [bobs, annas, carls, doras],
  rules = mapOf('bob-laptop', 'shared-client'),
): MemoryContext {
  const app = anApp(connections, rules);
  app.vpn.factsOf.set(bobs.endpointId, certificatesOnly);
  return app;
}

const propose = (app: MemoryContext, targetRef: KickTargetRef, requester = helgaInHelpdesk) =>
  proposeKick(app, { requester, selection: { targetRef, on: undefined }, breakGlass: false });
const endedIn = ({ vpn }: MemoryContext) =>
  vpn.terminations.map((what) => (what.by === 'connection' ? what.id : what.username));

test.each([
  ['kick', helgaInHelpdesk],
  ['kick-many', helgaInSecops],
])('a kick of a person in a channel with %s terminates only their own connections', async (_, requester) => {
  const app = aSharedApp([bobs, annas, carls, doras, laptop]);

  const found = await propose(app, atBob, requester);
  const result = await kick(app, aKickOrder({ targetRef: atBob, requester }));

  expect(found).toMatchObject({ kind: 'found', otherUsers: [annas, carls, doras].map(seen) });
  expect(endedIn(app).toSorted()).toEqual([bobs.id, laptop.id].toSorted());
  expect(result).toMatchObject({ kind: 'kicked', kick: { remaining: [], otherUsers: 3 } });
  expect(result.kind === 'kicked' && outcomeOf(result.kick)).toBe('all_ended');
});

const seen = (connection: Connection) => expect.objectContaining({ connection });

test('the audit log says how many connections of other users were left out', async () => {
  const app = aSharedApp();

  await kick(app, aKickOrder({ targetRef: atBob }));

  expect(app.log.entries[0]).toMatchObject({
    kind: 'requested',
    target: 'bob@example.com',
    detail: 'every session of this name on this endpoint; without 3 connections of other users',
  });
});

test('a kick of a person who has only a certificate shared by several users needs kick-many', async () => {
  const app = aSharedApp([annas, carls, doras]);

  expect(await kick(app, aKickOrder({ targetRef: atBob }))).toMatchObject({
    kind: 'refused',
    denial: { grant: 'kick-many' },
  });
  expect(app.log.entries).toMatchObject([{ kind: 'refused', detail: 'grant_missing (kick-many)' }]);
  expect(endedIn(app)).toEqual([]);
  expect(await propose(app, atBob, helgaInSecops)).toMatchObject({
    kind: 'found',
    connections: [annas, carls, doras].map(seen),
    hitsOtherUsers: true,
  });
});

test('a kick of a person whose only certificate one other user uses terminates nothing, and says whose the connection is', async () => {
  const app = aSharedApp([annas]);

  expect(await propose(app, atBob)).toMatchObject({ kind: 'none', otherUsers: [seen(annas)] });
  expect(await kick(app, aKickOrder({ targetRef: atBob, requester: helgaInSecops }))).toMatchObject({
    kind: 'none',
  });
  expect(endedIn(app)).toEqual([]);
});

test('an actor who may not kick in the channel learns nothing about other users', async () => {
  const app = aSharedApp();

  const found = await propose(app, atBob, aRequester(bob, 'C0GENERAL'));

  expect(found).toMatchObject({ kind: 'found', connections: [seen(bobs)], otherUsers: [] });
});

test('one person’s user name and certificate count as one user, even if the certificate is typed', async () => {
  const app = aSharedApp([on('2a', 'bob@example.com', 'bob-laptop'), laptop]);

  expect(await propose(app, atBob)).toMatchObject({ kind: 'found', otherUsers: [] });
  expect(await propose(app, { kind: 'name', name: 'bob-laptop' })).toMatchObject({ kind: 'found' });
});

test.each([
  ['of several user names', [annas, carls]],
  ['of one user name and of none', [annas, on('3a', undefined)]],
])('a typed certificate on connections %s needs kick-many', async (_, connections) => {
  const app = aSharedApp(connections, mapOf());

  expect(await propose(app, sharedClient)).toMatchObject({
    kind: 'refused',
    denial: { grant: 'kick-many', reason: 'grant_missing' },
  });
  expect(await propose(app, sharedClient, helgaInSecops)).toMatchObject({ kind: 'found' });
});

test('each connection with a certificate that is listed for several people counts as another user', async () => {
  const both: Partial<Rules> = {
    people: { match: 'email', map: new Map([bob, omar].map(({ id }) => [id, ['shared-client']])) },
  };
  const [one, other] = [on('4a', undefined), on('4b', undefined)];

  expect(await propose(aSharedApp([one, other], both), sharedClient)).toMatchObject({
    kind: 'refused',
    denial: { grant: 'kick-many' },
  });
  expect(await propose(aSharedApp([one], both), sharedClient)).toMatchObject({ kind: 'found' });
  expect(await propose(aSharedApp([bobs, one], both), atBob)).toMatchObject({
    kind: 'found',
    connections: [seen(bobs)],
    otherUsers: [seen(one)],
  });
});

test('another user who connects with the shared certificate during the kick is neither terminated nor “still on”', async () => {
  const app = aSharedApp([bobs]);
  app.vpn.onTerminate = () => app.vpn.connect(annas);

  const result = await kick(app, aKickOrder({ targetRef: atBob }));

  expect(endedIn(app)).toEqual([bobs.id]);
  expect(result).toMatchObject({ kick: { remaining: [] } });
});

test('a later round does not kick a certificate that several people share', async () => {
  const both: Partial<Rules> = {
    people: { match: 'email', map: new Map([bob, omar].map(({ id }) => [id, ['shared-client']])) },
  };
  const app = aSharedApp([on('4a', undefined)], both);
  const next = on('4b', undefined);
  app.vpn.onTerminate = () => app.vpn.connect(next);

  const result = await kick(app, aKickOrder({ targetRef: sharedClient }));

  expect(endedIn(app)).toHaveLength(1);
  expect(result).toMatchObject({ kick: { remaining: [{ id: next.id }] } });
});

test('after a crash behind the request, the next process terminates no other user’s connection and reports them as left out', async () => {
  const app = aSharedApp();
  await runUntilCrash(app, requested, (crashing) => kick(crashing, aKickOrder({ targetRef: atBob })));

  await resumeAfter(soonMs, app);

  expect(endedIn(app)).toEqual([bobs.id]);
  expect(app.announcer.shown.at(-1)).toMatchObject({ remaining: [], otherUsers: 3 });
});

test('a kick of several people covers their own connections, and a typed name covers all of its connections', async () => {
  const app = aSharedApp();
  const several = (
    ...targetRef: Extract<KickTargetRef, { kind: 'several' }>['targetRef']
  ): KickTargetRef => ({
    kind: 'several',
    targetRef,
  });
  const asHelga = { kind: 'person', person: helga.id } as const;

  expect(
    await propose(app, several({ kind: 'person', person: bob.id }, asHelga), helgaInSecops),
  ).toMatchObject({ kind: 'found', connections: [seen(bobs)], otherUsers: [annas, carls, doras].map(seen) });
  const typed = await propose(app, several({ kind: 'name', name: 'shared-client' }, asHelga), helgaInSecops);
  expect(typed.kind === 'found' && typed.connections).toHaveLength(4);
});

test('an approved kick of a person’s connections terminates no other user’s', async () => {
  const rules = {
    ...mapOf('shared-client'),
    kick: { minReason: 5, approveAbove: 0, listExpiresMs: 900_000 },
  };
  const app = aSharedApp([bobs, annas], rules);
  const order = aKickOrder({ targetRef: atBob });

  expect(await kick(app, order)).toMatchObject({ kind: 'approval_asked' });
  await approve(app, { requester: aRequester(omar), correlation: order.correlation });

  expect(endedIn(app)).toEqual([bobs.id]);
});

test('a block of a person counts only their own connections as terminated', async () => {
  const app = aSharedApp();
  const selection = { targetRef: { kind: 'person', person: bob.id }, on: undefined } as const;

  const found = await proposeBlock(app, { requester: helgaInSecops, selection });
  const order = {
    ...aKickOrder({ requester: helgaInSecops }),
    selection,
    length: { kind: 'until_lifted' },
  } as const;
  await blockThenKick(app, order, { isBlock: true, isKick: true });

  expect(found).toMatchObject({ connections: [seen(bobs)], otherUsers: [annas, carls, doras].map(seen) });
  expect(endedIn(app)).toEqual([bobs.id]);
});

test('self terminates no connection of another user through a shared certificate', async () => {
  const app = aSharedApp();
  const bobElsewhere = aRequester(bob, 'C0GENERAL');

  for (const { id } of [annas, carls, doras]) {
    const targetRef = { kind: 'connection', connection: id } as const;
    expect(await kick(app, aKickOrder({ targetRef, requester: bobElsewhere }))).toMatchObject({
      kind: 'refused',
    });
  }
  await kick(app, aKickOrder({ targetRef: atBob, requester: bobElsewhere }));

  expect(endedIn(app)).toEqual([bobs.id]);
});

test('self terminates no connection without a user name whose certificate is listed for others as well', async () => {
  const nameless = on('4a', undefined);
  const both: Partial<Rules> = {
    people: {
      match: 'email',
      map: new Map([
        [bob.id, ['shared-client', 'bob-laptop']],
        [personId('U0ANNA'), ['SHARED-client']],
      ]),
    },
  };
  const app = aSharedApp([nameless, laptop], both);
  const bobElsewhere = aRequester(bob, 'C0GENERAL');

  const own = await me(app, { requester: bobElsewhere, audience: 'requester' });
  for (const { id } of [nameless, laptop])
    await kick(
      app,
      aKickOrder({ targetRef: { kind: 'connection', connection: id }, requester: bobElsewhere }),
    );

  expect(endedIn(app)).toEqual([laptop.id]);
  expect(own).toMatchObject({ kind: 'listed', notOwn: 1 });
  expect(own.kind === 'listed' && own.connectionList.connections.slice()).toEqual([seen(laptop)]);
});

test('the list of one’s own connections shows no other user’s, and says how many share the certificate', async () => {
  const own = await me(aSharedApp(), { requester: aRequester(bob, 'C0GENERAL'), audience: 'requester' });

  expect(own).toMatchObject({ kind: 'listed', notOwn: 3 });
  expect(own.kind === 'listed' && own.connectionList.connections.slice()).toEqual([seen(bobs)]);
});
