import { expect, test } from 'vitest';
import type { KickSelection, KickTargetRef } from '../../../src/domain/target.ts';
import { approve } from '../../../src/features/approval/approve.ts';
import { afterKick } from '../../../src/features/kick/answers.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { proposeKick } from '../../../src/features/kick/propose-kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { aTypedRequest } from '../../builders/a-typed-request.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { botNames } from '../../builders/bot-names.ts';
import { connectionId, correlation, groupId, personId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, helga, leads, type MemoryContext, secops } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { reconnect } from '../reconnect/after-a-kick.ts';
import { aKickOrder } from './a-kick-order.ts';
import { resumeAfter, soonMs } from './after-a-crash.ts';
import { omarInSecops, somePeople } from './carry-out-many.ts';

const everyone = { kind: 'everyone' } as const;
const several = (...names: readonly string[]): KickTargetRef => ({
  kind: 'several',
  targetRef: names.map((name) => ({ kind: 'name', name })),
});
const onLab = aConnection({ id: connectionId('cvpn-connection-1ab'), endpointId: lab.id });
/** Nobody needs a second person here. */
const alone = { kick: { minReason: 5, approveAbove: 1_000, listExpiresMs: 900_000 }, protected: [] };

function anAppOf(count: number): MemoryContext {
  return anApp([...somePeople(count), onLab], alone);
}
const propose = (app: MemoryContext, selection: KickSelection, requester = omarInSecops) =>
  proposeKick(app, { requester, selection, breakGlass: false });
const order = (targetRef: KickTargetRef, given: { readonly on?: string; readonly typed?: string } = {}) =>
  aKickOrder({ requester: omarInSecops, targetRef, typed: 'prod-eu', ...given });
const endedIn = ({ vpn }: MemoryContext) =>
  vpn.terminations.map((what) => (what.by === 'connection' ? what.id : what.username));

test('a kick of everyone on an endpoint covers everyone there, and no one on other endpoints', async () => {
  const app = anAppOf(7);

  const result = await kick(app, order(everyone, { on: 'prod-eu' }));

  expect(result.kind).toBe('kicked');
  expect(endedIn(app)).toHaveLength(7);
  expect(endedIn(app)).not.toContain(onLab.id);
});

test('a kick of several people covers every endpoint that the channel may act on', async () => {
  const app = anAppOf(4);

  await kick(app, order(several('user1@example.com', 'USER2@example.com', 'bob@example.com')));

  expect(endedIn(app)).toHaveLength(3);
  expect(app.log.entries.map(({ endpoint }) => endpoint?.name)).toEqual(
    expect.arrayContaining(['prod-eu', 'lab']),
  );
});

test('a kick of several people needs no endpoint’s name to confirm it', async () => {
  const app = anAppOf(2);

  const result = await kick(app, order(several('user0@example.com', 'user1@example.com'), { typed: '' }));

  expect(result.kind).toBe('kicked');
  expect(endedIn(app)).toHaveLength(2);
});

test('a kick of a user group covers all connected members', async () => {
  const app = anAppOf(2);
  app.directory.groups.set(groupId('S0TEAM'), [bob.id, helga.id]);
  const group = { kind: 'group', group: groupId('S0TEAM') } as const;

  const finding = await propose(app, { targetRef: { kind: 'several', targetRef: [group] }, on: undefined });

  expect(finding).toMatchObject({ kind: 'found', unresolved: [] });
  expect(finding.kind === 'found' && finding.connections.map(({ connection }) => connection.id)).toEqual([
    onLab.id,
  ]);
});

test('a group member whom Slack cannot look up is named, and the others are kicked', async () => {
  const app = anAppOf(2);
  const lost = personId('U0LOST');
  app.directory.groups.set(groupId('S0TEAM'), [lost, bob.id]);
  const targetRef = { kind: 'several', targetRef: [{ kind: 'group', group: groupId('S0TEAM') }] } as const;

  expect(await propose(app, { targetRef, on: undefined })).toMatchObject({
    kind: 'found',
    connections: [{ connection: { id: onLab.id } }],
    unresolved: [{ targetRef: { person: lost }, why: 'unverifiable' }],
  });

  app.directory.groups.set(groupId('S0TEAM'), [lost]);
  await expect(propose(app, { targetRef, on: undefined })).rejects.toMatchObject({
    code: 'slack_unreachable',
  });
});

test('a person whom Slack no longer returns at the confirmation is left out and named', async () => {
  const app = anAppOf(2);
  app.directory.groups.set(groupId('S0TEAM'), [helga.id, bob.id]);
  app.directory.people.delete(helga.id);
  const targetRef = { kind: 'several', targetRef: [{ kind: 'group', group: groupId('S0TEAM') }] } as const;

  const result = await kick(app, order(targetRef, { typed: 'lab' }));

  expect(result).toMatchObject({
    kind: 'kicked',
    unresolved: [{ targetRef: { person: helga.id }, why: 'unverifiable' }],
  });
  expect(JSON.stringify(afterKick(result, aTypedRequest(), botNames))).toContain(
    `no details for <@${helga.id}>`,
  );
});

test('an approved kick of a group waits until Slack returns each member whose connection was not found', async () => {
  const app = anApp(somePeople(8));
  const members = somePeople(8).map(({ username }, index) => {
    const member = { ...helga, id: personId(`U0MEMBER${index}`), email: username };
    app.directory.people.set(member.id, member);
    return member;
  });
  const [lost = helga] = members;
  app.directory.groups.set(
    groupId('S0TEAM'),
    members.map(({ id }) => id),
  );
  const second = { ...helga, id: personId('U0SECOND'), name: 'second' };
  app.directory.people.set(second.id, second);
  const targetRef = { kind: 'several', targetRef: [{ kind: 'group', group: groupId('S0TEAM') }] } as const;
  const approving = () =>
    approve(app, { requester: aRequester(second, 'C0SECOPS'), correlation: correlation('waits') });
  await kick(app, { ...order(targetRef), correlation: correlation('waits') });

  app.directory.people.delete(lost.id);
  expect(await approving()).toMatchObject({ kind: 'unseen' });
  expect(endedIn(app)).toEqual([]);

  app.directory.people.set(lost.id, lost);
  expect(await approving()).toMatchObject({ kind: 'kicked' });
  expect(endedIn(app)).toHaveLength(8);
});

test('the modal says which of several people are off, and which have no known VPN name', async () => {
  const nameless = { ...helga, id: personId('U0NAMELESS'), email: undefined };
  const app = anAppOf(2);
  app.directory.people.set(nameless.id, nameless);

  const finding = await propose(app, {
    targetRef: {
      kind: 'several',
      targetRef: [
        { kind: 'name', name: 'user1@example.com' },
        { kind: 'name', name: 'nobody@example.com' },
        { kind: 'person', person: nameless.id },
      ],
    },
    on: undefined,
  });

  expect(finding).toMatchObject({
    kind: 'found',
    unresolved: [
      { targetRef: { name: 'nobody@example.com' }, why: 'off' },
      { targetRef: { person: nameless.id }, why: 'nameless' },
    ],
  });
});

test('there is nothing to terminate if none of several people, or no one on the endpoint, is connected', async () => {
  const app = anApp([onLab], alone);

  expect(await propose(app, { targetRef: several('a@x.y', 'b@x.y'), on: undefined })).toMatchObject({
    kind: 'none',
    unresolved: [{ why: 'off' }, { why: 'off' }],
  });
  expect(await propose(app, { targetRef: everyone, on: 'prod-eu' })).toMatchObject({ kind: 'none' });
});

test('a kick of everyone needs an endpoint', async () => {
  const app = anAppOf(2);

  expect(await propose(app, { targetRef: everyone, on: undefined })).toMatchObject({
    kind: 'unknown_endpoint',
  });
  expect(await propose(app, { targetRef: everyone, on: 'nowhere' })).toMatchObject({
    kind: 'unknown_endpoint',
    text: 'nowhere',
  });
});

test.each([
  ['everyone', everyone, 'prod-eu'],
  ['several people', several('user1@example.com', 'bob@example.com'), undefined],
] as const)('%s need kick-many, without which nothing is looked up', async (_, targetRef, on) => {
  const app = anAppOf(3);

  const finding = await propose(app, { targetRef, on }, aRequester(helga));

  expect(finding).toMatchObject({
    kind: 'refused',
    denial: { grant: 'kick-many', grantedIn: [{ name: 'secops' }] },
  });
  expect(app.vpn.calls).toEqual([]);
  expect(app.log.entries).toMatchObject([{ kind: 'refused', actor: { name: 'helga' } }]);
});

test('an endpoint out of the channel’s scope is denied for everyone, and left out for several people', async () => {
  const half = { ...secops, endpoints: [lab] };
  const app = { ...anAppOf(3), rules: { ...someRules({ channels: [half, leads] }), ...alone } };

  expect(await propose(app, { targetRef: everyone, on: 'prod-eu' })).toMatchObject({ kind: 'refused' });
  expect(
    await propose(app, { targetRef: several('user1@example.com', 'bob@example.com'), on: undefined }),
  ).toMatchObject({
    kind: 'found',
    connections: [{ connection: { id: onLab.id } }],
    outOfScope: [{ name: 'prod-eu' }],
  });
});

test.each(['', 'lab', 'prod-e', 'all'])(
  'nothing happens if “%s” is typed, since the endpoint has another name',
  async (typed) => {
    const app = anAppOf(3);

    const result = await kick(app, order(everyone, { on: 'prod-eu', typed }));

    expect(result).toEqual({ kind: 'endpoint_untyped', endpoints: ['prod-eu'] });
    expect([app.vpn.terminations, app.log.entries]).toEqual([[], []]);
  },
);

test('the endpoint’s name can be typed in any case', async () => {
  const app = anAppOf(2);

  expect((await kick(app, order(everyone, { on: 'prod-eu', typed: ' Prod-EU ' }))).kind).toBe('kicked');
});

test('the audit log names everyone who was found, and the message names a few', async () => {
  const app = anAppOf(41);

  const result = await kick(app, order(several(...somePeople(41).flatMap(({ username }) => username ?? []))));

  expect(app.log.entries[0]?.target?.split(', ')).toHaveLength(41);
  expect(result.kind === 'kicked' && result.kick.target).toMatch(/and 31 more$/);
});

test('a person who connects meanwhile is not terminated with everyone, but reported', async () => {
  const app = anAppOf(3);
  app.vpn.onTerminate = () => {
    app.vpn.onTerminate = () => {};
    reconnect(app, { username: 'late@example.com' });
  };

  const result = await kick(app, order(everyone, { on: 'prod-eu' }));

  expect(endedIn(app)).toHaveLength(3);
  expect(result.kind === 'kicked' && result.kick.remaining.map(({ username }) => username)).toEqual([
    'late@example.com',
  ]);
});

test('a kick of several people fails as a whole if Slack cannot look up one of them', async () => {
  const app = anAppOf(2);
  const targetRef = {
    kind: 'several',
    targetRef: [{ kind: 'person', person: personId('U0UNKNOWN') }],
  } as const;

  await expect(propose(app, { targetRef, on: undefined })).rejects.toMatchObject({
    code: 'slack_unreachable',
  });
});

test('a kick of everyone above the limit needs an approval, which covers everyone on the endpoint', async () => {
  const app = anApp(somePeople(8));
  const second = { ...helga, id: personId('U0SECOND'), name: 'second' };
  app.directory.people.set(second.id, second);
  const asked = order(everyone, { on: 'prod-eu' });

  const waiting = await kick(app, { ...asked, correlation: correlation('waits') });
  const before = app.vpn.terminations.length;
  const result = await approve(app, {
    requester: aRequester(second, 'C0SECOPS'),
    correlation: correlation('waits'),
  });

  expect([waiting.kind, before]).toEqual(['approval_asked', 0]);
  expect(result).toMatchObject({ kind: 'kicked', kick: { isMany: true } });
  expect(endedIn(app)).toHaveLength(8);
  expect(app.log.entries.filter(({ kind }) => kind === 'requested')).toMatchObject([
    { detail: expect.stringContaining('approved by second') },
  ]);
});

test('an approval covers several people, and no one else', async () => {
  const people = somePeople(8);
  const app = anApp(people);
  const second = { ...helga, id: personId('U0SECOND'), name: 'second' };
  app.directory.people.set(second.id, second);
  const names = people.slice(0, 6).flatMap(({ username }) => username ?? []);

  await kick(app, { ...order(several(...names)), correlation: correlation('waits') });
  await approve(app, { requester: aRequester(second, 'C0SECOPS'), correlation: correlation('waits') });

  expect(endedIn(app).toSorted()).toEqual(people.slice(0, 6).map(({ id }) => id));
});

test('an approval request lists at most a hundred connections, and says how many there are', async () => {
  const app = anApp(somePeople(130));

  await kick(app, order(everyone, { on: 'prod-eu' }));

  expect(app.log.entries).toMatchObject([
    { kind: 'approval-requested', detail: expect.stringContaining('130') },
  ]);
  expect(app.log.entries[0]?.connections).toHaveLength(100);
});

test('a kick of one name with more than a hundred connections is recorded in parts, too', async () => {
  const app = anApp(someConnections(120), alone);

  await kick(app, aKickOrder());

  const requested = app.log.entries.filter(({ kind }) => kind === 'requested');
  expect(requested.map(({ connections = [] }) => connections.length)).toEqual([100, 20]);
  expect(endedIn(app)).toHaveLength(120);
});

test.each([
  ['everyone', everyone, 'prod-eu', 'everyone on prod-eu'],
  [
    'several people',
    several(...somePeople(120).map(({ username = '' }) => username)),
    undefined,
    /^user0@example\.com, .*, user9@example\.com and 110 more$/,
  ],
] as const)(
  'a kick of %s has the same name before and after a restart',
  async (_who, targetRef, on, target) => {
    const app = anAppOf(120);
    const request = order(targetRef, on === undefined ? {} : { on });
    await runUntilCrash(app, { kind: 'recorded', entry: 'finished' }, (crashing) => kick(crashing, request));

    await resumeAfter(soonMs, app);

    const targets = [...new Set(app.announcer.shown.map((shown) => shown.target))];
    expect(targets).toEqual([typeof target === 'string' ? target : expect.stringMatching(target)]);
  },
);
