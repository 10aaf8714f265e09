import { expect, test } from 'vitest';
import { approvalFromEntries } from '../../../src/domain/approval.ts';
import type { KickTargetRef } from '../../../src/domain/target.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { type KickOrder, kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { aKickOrder } from '../kick/a-kick-order.ts';
import { omarInSecops, somePeople } from '../kick/carry-out-many.ts';

const namesOf = (count: number) => somePeople(count).flatMap(({ username }) => username ?? []);
const several = (count: number): KickTargetRef => ({
  kind: 'several',
  targetRef: namesOf(count).map((name) => ({ kind: 'name', name })),
});
const onProd = (targetRef: KickTargetRef) =>
  aKickOrder({
    requester: omarInSecops,
    targetRef,
    typed: 'prod-eu',
    ...(targetRef.kind === 'everyone' && { on: 'prod-eu' }),
  });
const everyone = () => onProd({ kind: 'everyone' });
const approved = (app: MemoryContext, { correlation }: KickOrder) =>
  approve(app, { requester: aRequester(helga, 'C0SECOPS'), correlation });
const endedIn = ({ vpn }: MemoryContext) =>
  vpn.terminations.map((what) => (what.by === 'connection' ? what.id : what.username));
const on = (id: string, username: string) =>
  aConnection({ id: connectionId(`cvpn-connection-${id}`), username, commonName: username });
const kindOf = (app: MemoryContext, kind: string) => app.log.entries.find((entry) => entry.kind === kind);

test('a request for several people names all of them, in the audit log and to the approver', async () => {
  const app = anApp(somePeople(40));

  await kick(app, onProd(several(40)));

  expect(kindOf(app, 'approval-requested')?.target?.split(', ')).toEqual(namesOf(40));
  expect(app.announcer.approvals[0]?.names.split(', ')).toEqual(namesOf(40));
});

test('a request for everyone on an endpoint names all of them, even if an entry cannot list all connections', async () => {
  const app = anApp(somePeople(130));

  await kick(app, everyone());

  const request = kindOf(app, 'approval-requested');
  expect(request?.target).toBe('everyone on prod-eu');
  expect(request?.detail).toContain(`; names: ${namesOf(130).join(', ')}`);
  expect(app.announcer.approvals[0]).toMatchObject({
    names: namesOf(130).join(', '),
    detail: '130 sessions on prod-eu; more than 5 sessions',
  });
});

test('a name that reads like “everyone on an endpoint” hides no other name', async () => {
  const impostor = 'everyone on prod-eu';
  const app = anApp([on('00', impostor), ...somePeople(8)]);
  const names = [impostor, ...namesOf(8)];

  await kick(app, onProd({ kind: 'several', targetRef: names.map((name) => ({ kind: 'name', name })) }));

  expect(app.announcer.approvals[0]?.names.split(', ')).toEqual(names);
});

test('a single name that reads like “everyone on an endpoint” is found as a name', async () => {
  const impostor = 'everyone on prod-eu';
  const app = anApp(someConnections(6, { username: impostor, commonName: impostor }));

  await kick(app, onProd({ kind: 'name', name: impostor }));

  expect(app.announcer.approvals[0]?.names).toBe(impostor);
});

test('an approved kick of everyone covers only the names that were shown, and reports and records new ones', async () => {
  const app = anApp(somePeople(8));
  const order = everyone();
  await kick(app, order);
  const [again, eve] = [on('0a', 'USER1@example.com'), on('0b', 'eve@example.com')];
  for (const connection of [again, eve]) app.vpn.connect(connection);

  const result = await approved(app, order);

  expect(endedIn(app)).toHaveLength(9);
  expect(endedIn(app)).toContain(again.id);
  expect(endedIn(app)).not.toContain(eve.id);
  expect(result).toMatchObject({
    kind: 'kicked',
    kick: { target: 'everyone on prod-eu', unapproved: [{ id: eve.id }] },
  });
  expect(kindOf(app, 'approved')?.detail).toBe(
    '9 connections, asked for by omar (U0OMAR); left out, since the request does not name them: eve@example.com',
  );
});

test('an approved kick of several people is named after the first ten, as without an approval', async () => {
  const app = anApp(somePeople(40));
  const order = onProd(several(40));
  await kick(app, order);

  expect(await approved(app, order)).toMatchObject({
    kick: { target: `${namesOf(10).join(', ')} and 30 more` },
  });
});

test('an approved kick of several people leaves out another user who now uses one of their certificates', async () => {
  const app = anApp(somePeople(8));
  const order = onProd(several(8));
  await kick(app, order);
  const eve = { ...on('0b', 'eve@example.com'), commonName: 'user1@example.com' };
  app.vpn.connect(eve);

  await approved(app, order);

  expect(endedIn(app)).toHaveLength(8);
  expect(kindOf(app, 'approved')?.detail).toContain('left out, since the request does not name them: eve@');
});

test('a name that was not approved stays connected, even if it connects during the approved kick', async () => {
  const people = { match: 'email', map: new Map([[bob.id, ['bob-laptop']]]) } as const;
  const app = anApp(someConnections(6), { people });
  const order = aKickOrder({ requester: omarInSecops, targetRef: { kind: 'person', person: bob.id } });
  await kick(app, order);
  const laptop = on('0c', 'bob-laptop');
  app.vpn.onTerminate = () => app.vpn.connect(laptop);

  await approved(app, order);

  expect(endedIn(app)).toHaveLength(6);
  expect(endedIn(app)).not.toContain(laptop.id);
});

test('an approved kick of everyone terminates nothing if none of those shown is connected', async () => {
  const app = anApp(somePeople(8));
  const order = everyone();
  await kick(app, order);
  for (const { id } of somePeople(8)) app.vpn.forget(id);
  app.vpn.connect(on('0b', 'eve@example.com'));

  expect(await approved(app, order)).toMatchObject({
    kind: 'closed',
    approval: { state: { kind: 'gone' } },
  });
  expect(endedIn(app)).toEqual([]);
});

test('a connection without a name is approved by its id alone', async () => {
  const nameless = (id: string) =>
    aConnection({ id: connectionId(id), username: undefined, commonName: undefined });
  const app = anApp([...somePeople(6), nameless('cvpn-connection-0a')]);
  const order = everyone();
  await kick(app, order);
  app.vpn.connect(nameless('cvpn-connection-0b'));

  await approved(app, order);

  expect(endedIn(app)).toContain('cvpn-connection-0a');
  expect(endedIn(app)).not.toContain('cvpn-connection-0b');
});

test('a request of an earlier version without names covers only the connections that its entry lists', async () => {
  const app = anApp(somePeople(8));
  const order = everyone();
  const now = app.clock.now();
  const until = new Date(now.getTime() + 1);
  await app.jobs.enqueueClaimed(
    {
      key: `approval ${order.correlation}`,
      payload: JSON.stringify([[order.correlation, 'prod-eu', 'everyone'], ['all'], []]),
    },
    { now, until },
  );
  await app.log.append({
    at: now.toISOString(),
    kind: 'approval-requested',
    correlation: order.correlation,
    actor: { id: 'U0OMAR', name: 'omar', team: 'T0HOME' },
    channel: { id: 'C0SECOPS', name: 'secops' },
    target: 'everyone on prod-eu',
    reason: 'the key was stolen',
    detail: '7 sessions on prod-eu; more than 5 sessions',
    connections: somePeople(7).map(({ id }) => ({ id, previous: { code: 'active' } })),
  });
  await app.clock.sleep(10);

  await approved(app, order);

  expect(approvalFromEntries(app.log.entries)?.names).toBe('');
  expect(endedIn(app).toSorted()).toEqual(somePeople(7).map(({ id }) => id));
});

test('a request with more people than can be shown is rejected, and nothing is recorded or terminated', async () => {
  const people = somePeople(3_000);
  const app = anApp(people);

  const proposed = await proposeKick(app, everyone());
  const result = await kick(app, everyone());

  expect([proposed, result]).toMatchObject([
    { kind: 'too_many_to_approve', names: 3_000 },
    { kind: 'too_many_to_approve', names: 3_000 },
  ]);
  expect([app.log.entries, app.vpn.terminations]).toEqual([[], []]);
});

test('a request shows up to 60,000 characters of names', async () => {
  const people = (count: number, first: string) =>
    Array.from({ length: count }, (_, index) => {
      const name = (index === 0 ? first : `user${index}`).padEnd(238, 'x');
      return aConnection({ id: connectionId(`cvpn-connection-${index}`), username: name, commonName: name });
    });
  const proposeFor = (first: string) => proposeKick(anApp(people(250, first)), everyone());

  expect(await proposeFor(''.padEnd(240, 'x'))).toMatchObject({ kind: 'found' });
  expect(await proposeFor(''.padEnd(241, 'x'))).toMatchObject({ kind: 'too_many_to_approve', names: 250 });
});

test('a kick without an approval has no limit on names', async () => {
  const rules = someRules();
  const app = anApp(somePeople(3_000), { kick: { ...rules.kick, approveAbove: 3_000 } });

  expect(await proposeKick(app, everyone())).toMatchObject({ kind: 'found', need: undefined });
});

test('break-glass has no limit on names', async () => {
  const app = anApp(somePeople(3_000), { breakGlass: { people: [omarInSecops.person], groups: [] } });

  expect(await proposeKick(app, { ...everyone(), breakGlass: true })).toMatchObject({ kind: 'found' });
});
