import { expect, test } from 'vitest';
import { Failure } from '../../../src/domain/failure.ts';
import { countsOf, outcomeOf, sessionsOf } from '../../../src/domain/kick.ts';
import { kickFromEntries, storiesOf } from '../../../src/domain/kick-from-entries.ts';
import { claimSessions } from '../../../src/features/kick/lock-connections.ts';
import { stopKick } from '../../../src/features/kick/stop-kick.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { correlation } from '../../builders/ids.ts';
import { aWorld, helga, type MemoryWorld } from '../../doubles/a-world.ts';
import { type LastDeed, workUntil } from '../../doubles/dying-world.ts';
import { comeBack } from '../reconnect/watch-out.ts';
import { kindsIn, lastShown, openTasks, resumeAfter, soonMs, staleMs } from './after-a-crash.ts';
import { carryOutMany, omarInSecops, somePeople, theKick } from './carry-out-many.ts';

test('all that is meant stands in the record, a hundred sessions an entry, before the first is ended', async () => {
  const people = somePeople(250);
  const world = aWorld(people);
  let requestedBefore: readonly number[] = [];
  world.vpn.onTerminate = () => {
    world.vpn.onTerminate = () => {};
    requestedBefore = world.log.entries.map(({ connections = [] }) => connections.length);
  };

  await carryOutMany(world, people);

  expect(requestedBefore).toEqual([100, 100, 50]);
  expect(kindsIn(world)).toEqual([
    ...['requested', 'requested', 'requested'],
    ...['finished', 'confirmed', 'finished', 'confirmed', 'finished', 'confirmed'],
  ]);
});

test('each entry names those whose sessions it lists, and no others', async () => {
  const people = somePeople(101);
  const world = aWorld(people);

  await carryOutMany(world, people);

  const targets = world.log.entries.map(({ target = '' }) => target.split(', ').length);
  expect(targets).toEqual([100, 1, 100, 100, 1, 1]);
  expect(world.log.entries[1]?.target).toBe('user100@example.com');
});

test('each part has a story of its own, from which the whole kick can be told again', async () => {
  const people = somePeople(150);
  const world = aWorld(people);

  await carryOutMany(world, people);

  expect(storiesOf(world.log.entries).map((story) => story.map(({ seq }) => seq))).toEqual([
    [1, 3, 4],
    [2, 5, 6],
  ]);
  const again = kickFromEntries(world.log.entries, world.rules.endpoints);
  expect(again && [sessionsOf(again).length, outcomeOf(again), again.isMany]).toEqual([
    150,
    'all_ended',
    true,
  ]);
});

test('nobody is kicked who was not listed, but who is on all the same is told of', async () => {
  const people = somePeople(3);
  const world = aWorld(people);
  world.vpn.onTerminate = () => {
    world.vpn.onTerminate = () => {};
    comeBack(world, { username: 'user1@example.com' });
  };

  const result = await carryOutMany(world, people);

  expect(world.vpn.terminations).toHaveLength(3);
  expect(result.kind === 'kicked' && result.kick.stillOn.map(({ id }) => id)).toEqual([
    'cvpn-connection-back',
  ]);
});

const totalsShown = (world: MemoryWorld) => [
  ...new Set(world.announcer.shown.map((kick) => countsOf(kick).total)),
];

test('the total stands in the first message and in every later one', async () => {
  const people = somePeople(251);
  const world = aWorld(people);

  await carryOutMany(world, people);

  expect(totalsShown(world)).toEqual([251]);
});

test('it is shown as under way until its last part is over', async () => {
  const people = somePeople(251);
  const world = aWorld(people);

  await carryOutMany(world, people);

  const outcomes = world.announcer.shown.map(outcomeOf);
  expect(outcomes.slice(0, outcomes.indexOf('all_ended')).every((one) => one === 'under_way')).toBe(true);
  expect(outcomes.slice(outcomes.indexOf('all_ended')).every((one) => one === 'all_ended')).toBe(true);
});

test('the total covers every endpoint from the first message on', async () => {
  const people = [...somePeople(120), ...somePeople(130, lab)];
  const world = aWorld(people);

  await carryOutMany(world, people);

  expect(totalsShown(world)).toEqual([250]);
});

test('the total stays when somebody stops the kick', async () => {
  const people = somePeople(251);
  const world = aWorld(people);
  world.vpn.onTerminate = () => {
    world.vpn.onTerminate = () => {};
    void stopKick(world, { asker: omarInSecops, kick: theKick });
  };

  await carryOutMany(world, people);

  expect(totalsShown(world)).toEqual([251]);
});

test.each<[string, LastDeed]>([
  ['before the first connection was terminated', { kind: 'claimed' }],
  ['when the first part was terminated', { kind: 'recorded', entry: 'finished' }],
  ['when a connection was terminated', { kind: 'terminated' }],
])('killed %s, the next process shows the same total', async (_when, deed) => {
  const people = somePeople(251);
  const world = aWorld(people);
  await workUntil(world, deed, (mortal) => carryOutMany(mortal, people));

  await resumeAfter(soonMs, world);

  expect(totalsShown(world)).toEqual([251]);
  expect(lastShown(world)).toBe('all_ended');
});

test('killed before all of it was requested, it is said how many connections were left alone', async () => {
  const people = somePeople(251);
  const world = aWorld(people);
  await workUntil(world, { kind: 'recorded', entry: 'requested' }, (mortal) => carryOutMany(mortal, people));

  await resumeAfter(soonMs, world);

  const last = world.announcer.shown.at(-1);
  expect(totalsShown(world)).toEqual([251]);
  expect(last && countsOf(last)).toMatchObject({ terminated: 100, notTerminated: 151 });
  expect(last?.stillOn).toEqual([]);
  expect(lastShown(world)).toBe('partly_ended');
});

test('a message about connections that others terminate first is not needed', async () => {
  const people = somePeople(150);
  const world = aWorld(people);
  await claimSessions(world, anEndpoint(), people, helga.id, correlation('another-kick'));

  const result = await carryOutMany(world, people);

  expect(result.kind).toBe('taken');
  expect(world.announcer.shown).toEqual([]);
});

test('where the record fails when part of it is requested, nobody is told that nothing was done', async () => {
  const people = somePeople(150);
  const world = aWorld(people);
  const append = world.log.append.bind(world.log);
  world.log.append = (draft) =>
    draft.kind === 'requested' && world.log.entries.length > 0
      ? Promise.reject(new Failure('store_locked', 'database is locked'))
      : append(draft);

  expect(await carryOutMany(world, people)).toEqual({ kind: 'unrecorded', code: 'store_unconfirmed' });
  expect(world.vpn.terminations).toEqual([]);
});

test('where the record fails before any of it is requested, nothing is done, also later', async () => {
  const people = somePeople(150);
  const world = aWorld(people);
  const append = world.log.append;
  world.log.append = () => Promise.reject(new Failure('store_locked', 'database is locked'));

  expect(await carryOutMany(world, people)).toEqual({ kind: 'unrecorded', code: 'store_locked' });

  world.log.append = append;
  await resumeAfter(soonMs, world);
  expect([world.vpn.terminations, world.log.entries]).toEqual([[], []]);
  expect(await world.agenda.state()).toMatchObject({ open: 0 });
});

test('killed in the middle, the next process goes on with what is left, and ends nothing twice', async () => {
  const people = somePeople(120);
  const world = aWorld(people);
  await workUntil(world, { kind: 'recorded', entry: 'finished' }, (mortal) => carryOutMany(mortal, people));

  await resumeAfter(soonMs, world);

  expect(world.vpn.terminations).toHaveLength(120);
  expect(kindsIn(world).toSorted()).toEqual([
    ...['confirmed', 'confirmed', 'finished', 'finished', 'requested', 'requested'],
  ]);
  expect(lastShown(world)).toBe('all_ended');
  expect(await openTasks(world)).toBe(0);
});

test('killed in the middle and long away, the rest is closed as abandoned', async () => {
  const people = somePeople(120);
  const world = aWorld(people);
  await workUntil(world, { kind: 'recorded', entry: 'finished' }, (mortal) => carryOutMany(mortal, people));

  await resumeAfter(staleMs, world);

  expect(world.vpn.terminations).toHaveLength(100);
  expect(kindsIn(world).toSorted()).toEqual(['abandoned', 'confirmed', 'finished', 'requested', 'requested']);
  expect(lastShown(world)).toBe('partly_ended');
});

test('while the record takes no outcome, no further part is begun', async () => {
  const people = somePeople(120);
  const world = aWorld(people);
  world.log.refuse('finished');

  await carryOutMany(world, people);

  expect(world.vpn.terminations).toHaveLength(100);
});
