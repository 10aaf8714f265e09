import { expect, test } from 'vitest';
import { parseApprovalJob } from '../../../src/features/kick/approval-job.ts';
import { kick } from '../../../src/features/kick/kick.ts';
import { aConnection, someConnections } from '../../builders/a-connection.ts';
import { anEndpoint } from '../../builders/an-endpoint.ts';
import { connectionId } from '../../builders/ids.ts';
import { someRules } from '../../builders/some-rules.ts';
import { aRequester } from '../../doubles/a-requester.ts';
import { anApp, bob, gus, helga, helpdesk, leads, secops } from '../../doubles/an-app.ts';
import { runUntilCrash } from '../../doubles/crashing-context.ts';
import { aKickOrder } from './a-kick-order.ts';
import { resumeAfter, soonMs } from './after-a-crash.ts';

const rule = someRules({ channels: [helpdesk, secops, leads] }).kick;
const plain = { kick: { ...rule, notify: 'plain' as const } };
const withReason = { kick: { ...rule, notify: 'reason' as const } };
const ofPerson = (person = bob.id) => aKickOrder({ targetRef: { kind: 'person', person }, mayNotify: true });

test('a person who was mentioned is told that their connections were terminated, once', async () => {
  const app = anApp(someConnections(2), plain);
  const order = ofPerson();

  await kick(app, order);

  expect(app.announcer.notices).toEqual([
    {
      correlation: order.correlation,
      person: bob.id,
      channelName: 'helpdesk',
      endpoints: [anEndpoint().name],
      count: 2,
      reason: undefined,
    },
  ]);
});

test('the reason is told only if the configuration says so', async () => {
  const app = anApp(someConnections(1), withReason);

  await kick(app, ofPerson());

  expect(app.announcer.notices).toMatchObject([{ reason: ofPerson().reason }]);
});

test.each([
  ['notifications are off', {}, ofPerson()],
  ['the actor chose not to', plain, { ...ofPerson(), mayNotify: false }],
  ['the person is the actor', plain, { ...ofPerson(), requester: aRequester(bob) }],
])('nobody is told if %s', async (_title, rules, order) => {
  const app = anApp(someConnections(1), rules);

  await kick(app, order);

  expect(app.announcer.notices).toEqual([]);
});

test('the person whose e-mail address is the name of the connections is told', async () => {
  const app = anApp(someConnections(1), plain);

  await kick(app, aKickOrder({ mayNotify: true }));

  expect(app.announcer.notices).toMatchObject([{ person: bob.id }]);
});

test.each([
  ['the configuration gives someone that name', { map: new Map([[helga.id, ['bob@example.com']]]) }],
  ['names are not e-mail addresses', { match: 'local-part' as const, domains: ['example.com'] }],
])('nobody is told about a name if %s', async (_title, people) => {
  const rules = { ...plain, people: { ...someRules({ channels: [] }).people, ...people } };
  const app = anApp(someConnections(1), rules);

  await kick(app, aKickOrder({ mayNotify: true }));

  expect(app.announcer.notices).toEqual([]);
});

test('nobody is told about a name that belongs to nobody in the workspace', async () => {
  const app = anApp([aConnection({ username: 'eve@elsewhere.example' })], plain);

  await kick(
    app,
    aKickOrder({ targetRef: { kind: 'name', name: 'eve@elsewhere.example' }, mayNotify: true }),
  );

  expect(app.announcer.notices).toEqual([]);
});

test('a guest is not told', async () => {
  const app = anApp([aConnection({ username: gus.email })], plain);

  await kick(app, ofPerson(gus.id));

  expect(app.announcer.notices).toEqual([]);
});

test('nobody is told if nothing of theirs was terminated', async () => {
  const app = anApp(someConnections(1), plain);
  for (const { id } of someConnections(1)) app.vpn.stubborn.add(id);

  await kick(app, ofPerson());

  expect(app.announcer.notices).toEqual([]);
});

test('nobody is told of a connection on a certificate of other users', async () => {
  const app = anApp(
    [aConnection({ id: connectionId('cvpn-connection-0abc'), username: 'anna@example.com' })],
    plain,
  );

  await kick(app, ofPerson());

  expect(app.announcer.notices.flatMap(({ count }) => count)).toEqual([]);
});

test('after a crash, the process that continues tells them', async () => {
  const app = anApp(someConnections(1), plain);
  await runUntilCrash(app, { kind: 'terminated' }, (crashing) => kick(crashing, ofPerson()));

  await resumeAfter(soonMs, app);

  expect(app.announcer.notices).toMatchObject([{ person: bob.id, count: 1 }]);
});

test.each([true, false])(
  'a request for approval keeps whether the person may be told: %s',
  async (mayNotify) => {
    const app = anApp(someConnections(6), plain);

    await kick(app, { ...ofPerson(), mayNotify });

    const [job] = await app.jobs.ofKind('approval');
    expect(job && parseApprovalJob(job)?.mayNotify).toBe(mayNotify);
  },
);
