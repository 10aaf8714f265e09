import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { connectionsOf, countsOf, outcomeOf } from '../../../src/domain/kick.ts';
import { kickFromEntries, threadsOf } from '../../../src/domain/kick-from-entries.ts';
import { lockConnections } from '../../../src/features/kick/lock-connections.ts';
import { stopKick } from '../../../src/features/kick/stop-kick.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { correlation } from '../../builders/ids.ts';
import { anApp, helga, type MemoryContext } from '../../doubles/an-app.ts';
import { type CrashPoint, runUntilCrash } from '../../doubles/crashing-context.ts';
import { reconnect } from '../reconnect/after-a-kick.ts';
import { kindsIn, lastShown, openJobs, resumeAfter, soonMs, staleMs } from './after-a-crash.ts';
import { carryOutMany, omarInSecops, somePeople, theKick } from './carry-out-many.ts';

test('all connections are recorded, a hundred per entry, before the first is terminated', async () => {
  const people = somePeople(250);
  const app = anApp(people);
  let requestedBefore: readonly number[] = [];
  app.vpn.onTerminate = () => {
    app.vpn.onTerminate = () => {};
    requestedBefore = app.log.entries.map(({ connections = [] }) => connections.length);
  };

  await carryOutMany(app, people);

  expect(requestedBefore).toEqual([100, 100, 50]);
  expect(kindsIn(app)).toEqual([
    ...['requested', 'requested', 'requested'],
    ...['finished', 'confirmed', 'finished', 'confirmed', 'finished', 'confirmed'],
  ]);
});

test('all connections are listed once the kick is over', async () => {
  const people = somePeople(30);
  const app = anApp(people);

  await carryOutMany(app, people);

  expect(app.announcer.listed.map(outcomeOf)).toEqual(['all_ended']);
});

test('after a crash, the process that continues lists the connections', async () => {
  const people = somePeople(30);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'terminated' }, (crashing) => carryOutMany(crashing, people));

  await resumeAfter(soonMs, app);

  expect(app.announcer.listed.map(outcomeOf)).toEqual(['all_ended']);
});

test('each entry names exactly the people whose connections it lists', async () => {
  const people = somePeople(101);
  const app = anApp(people);

  await carryOutMany(app, people);

  const targets = app.log.entries.map(({ target = '' }) => target.split(', ').length);
  expect(targets).toEqual([100, 1, 100, 100, 1, 1]);
  expect(app.log.entries[1]?.target).toBe('user100@example.com');
});

test('each part has its own thread, from which the whole kick can be reconstructed', async () => {
  const people = somePeople(150);
  const app = anApp(people);

  await carryOutMany(app, people);

  expect(threadsOf(app.log.entries).map((thread) => thread.map(({ seq }) => seq))).toEqual([
    [1, 3, 4],
    [2, 5, 6],
  ]);
  const again = kickFromEntries(app.log.entries, app.rules.endpoints);
  expect(again && [connectionsOf(again).length, outcomeOf(again), again.isMany]).toEqual([
    150,
    'all_ended',
    true,
  ]);
});

test('unlisted people are not kicked, and those who are connected are reported', async () => {
  const people = somePeople(3);
  const app = anApp(people);
  app.vpn.onTerminate = () => {
    app.vpn.onTerminate = () => {};
    reconnect(app, { username: 'user1@example.com' });
  };

  const result = await carryOutMany(app, people);

  expect(app.vpn.terminations).toHaveLength(3);
  expect(result.kind === 'kicked' && result.kick.remaining.map(({ id }) => id)).toEqual([
    'cvpn-connection-back',
  ]);
});

const totalsShown = (app: MemoryContext) => [
  ...new Set(app.announcer.shown.map((kick) => countsOf(kick).total)),
];

test('the first message and every later one show the total', async () => {
  const people = somePeople(251);
  const app = anApp(people);

  await carryOutMany(app, people);

  expect(totalsShown(app)).toEqual([251]);
});

test('a kick is shown as in progress until its last part is complete', async () => {
  const people = somePeople(251);
  const app = anApp(people);

  await carryOutMany(app, people);

  const outcomes = app.announcer.shown.map(outcomeOf);
  expect(outcomes.slice(0, outcomes.indexOf('all_ended')).every((one) => one === 'under_way')).toBe(true);
  expect(outcomes.slice(outcomes.indexOf('all_ended')).every((one) => one === 'all_ended')).toBe(true);
});

test('the total covers every endpoint from the first message on', async () => {
  const people = [...somePeople(120), ...somePeople(130, lab)];
  const app = anApp(people);

  await carryOutMany(app, people);

  expect(totalsShown(app)).toEqual([250]);
});

test('the total does not change when someone stops the kick', async () => {
  const people = somePeople(251);
  const app = anApp(people);
  app.vpn.onTerminate = () => {
    app.vpn.onTerminate = () => {};
    void stopKick(app, { requester: omarInSecops, kick: theKick });
  };

  await carryOutMany(app, people);

  expect(totalsShown(app)).toEqual([251]);
});

test.each<[string, CrashPoint]>([
  ['before the first connection was terminated', { kind: 'claimed' }],
  ['when the first part was terminated', { kind: 'recorded', entry: 'finished' }],
  ['when a connection was terminated', { kind: 'terminated' }],
])('after a crash %s, the next process shows the same total', async (_when, crashPoint) => {
  const people = somePeople(251);
  const app = anApp(people);
  await runUntilCrash(app, crashPoint, (crashing) => carryOutMany(crashing, people));

  await resumeAfter(soonMs, app);

  expect(totalsShown(app)).toEqual([251]);
  expect(lastShown(app)).toBe('all_ended');
});

test('after a crash before everything was requested, the outcome says how many connections were left alone', async () => {
  const people = somePeople(251);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'recorded', entry: 'requested' }, (crashing) =>
    carryOutMany(crashing, people),
  );

  await resumeAfter(soonMs, app);

  const last = app.announcer.shown.at(-1);
  expect(totalsShown(app)).toEqual([251]);
  expect(last && countsOf(last)).toMatchObject({ terminated: 100, notTerminated: 151 });
  expect(last?.remaining).toEqual([]);
  expect(lastShown(app)).toBe('partly_ended');
});

test('no message is posted about connections that others are already terminating', async () => {
  const people = somePeople(150);
  const app = anApp(people);
  await lockConnections(app, anEndpoint(), people, helga.id, correlation('another-kick'));

  const result = await carryOutMany(app, people);

  expect(result.kind).toBe('taken');
  expect(app.announcer.shown).toEqual([]);
});

test('a failure of the audit log during the requests is not reported as nothing done', async () => {
  const people = somePeople(150);
  const app = anApp(people);
  const append = app.log.append.bind(app.log);
  app.log.append = (draft) =>
    draft.kind === 'requested' && app.log.entries.length > 0
      ? Promise.reject(new Failure('store_locked', 'database is locked'))
      : append(draft);

  expect(await carryOutMany(app, people)).toEqual({ kind: 'unrecorded', code: 'store_unconfirmed' });
  expect(app.vpn.terminations).toEqual([]);
});

test('a failure of the audit log before the first request prevents the kick for good', async () => {
  const people = somePeople(150);
  const app = anApp(people);
  const append = app.log.append;
  app.log.append = () => Promise.reject(new Failure('store_locked', 'database is locked'));

  expect(await carryOutMany(app, people)).toEqual({ kind: 'unrecorded', code: 'store_locked' });

  app.log.append = append;
  await resumeAfter(soonMs, app);
  expect([app.vpn.terminations, app.log.entries]).toEqual([[], []]);
  expect(await app.jobs.state()).toMatchObject({ open: 0 });
});

test('after a crash in the middle, the next process continues with the rest and terminates nothing twice', async () => {
  const people = somePeople(120);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'recorded', entry: 'finished' }, (crashing) =>
    carryOutMany(crashing, people),
  );

  await resumeAfter(soonMs, app);

  expect(app.vpn.terminations).toHaveLength(120);
  expect(kindsIn(app).toSorted()).toEqual([
    ...['confirmed', 'confirmed', 'finished', 'finished', 'requested', 'requested'],
  ]);
  expect(lastShown(app)).toBe('all_ended');
  expect(await openJobs(app)).toBe(0);
});

test('after a crash in the middle and a long absence, the rest is closed as abandoned', async () => {
  const people = somePeople(120);
  const app = anApp(people);
  await runUntilCrash(app, { kind: 'recorded', entry: 'finished' }, (crashing) =>
    carryOutMany(crashing, people),
  );

  await resumeAfter(staleMs, app);

  expect(app.vpn.terminations).toHaveLength(100);
  expect(kindsIn(app).toSorted()).toEqual(['abandoned', 'confirmed', 'finished', 'requested', 'requested']);
  expect(lastShown(app)).toBe('partly_ended');
});

test('no further part begins while the audit log accepts no outcome', async () => {
  const people = somePeople(120);
  const app = anApp(people);
  app.log.refuse('finished');

  await carryOutMany(app, people);

  expect(app.vpn.terminations).toHaveLength(100);
});
