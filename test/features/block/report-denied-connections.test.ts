import { expect, test } from 'vitest';
import { resumeDue } from '../../../src/app/run-due-jobs.ts';
import { turnedAwayTeller } from '../../../src/features/block/report-denied-connections.ts';
import { lab } from '../../builders/an-endpoint.ts';
import { arrivalAt } from '../../contract/an-arrival.ts';
import { aWorld } from '../../doubles/a-world.ts';
import { workUntil } from '../../doubles/dying-world.ts';

const laptop = 'mallory-laptop.example.com';
const minuteMs = 60_000;

async function turnAway(world: ReturnType<typeof aWorld>, times: number): Promise<void> {
  for (let second = 0; second < times; second += 1)
    await world.blocking.arrivals.report(arrivalAt(second, { verdict: 'turned_away' }), laptop);
}

test('records and announces a first denied connection, with its source', async () => {
  const world = aWorld();
  await turnAway(world, 1);

  await turnedAwayTeller(world)();

  expect(world.log.entries).toMatchObject([
    {
      kind: 'turned-away',
      actor: { id: 'bouncer' },
      target: laptop,
      endpoint: { id: lab.id, name: 'lab' },
      connections: [{ id: arrivalAt(0).connection }],
      detail: 'once, last at 2026-11-02T12:00:00.000Z from 203.0.113.7, win; 1 in all',
    },
  ]);
  expect(world.announcer.stories).toHaveLength(1);
});

test('reports repeated denied connections again after 15 minutes, with their count', async () => {
  const world = aWorld();
  const tell = turnedAwayTeller(world);
  await turnAway(world, 1);
  await tell();

  await turnAway(world, 40);
  await world.clock.sleep(14 * minuteMs);
  await tell();
  expect(world.log.entries).toHaveLength(1);
  await world.clock.sleep(minuteMs);
  await tell();

  expect(world.log.entries).toHaveLength(2);
  expect(world.log.entries.at(-1)?.detail).toMatch(/^40 times, .*; 41 in all$/);
});

test('reports nothing when there were no further denied connections', async () => {
  const world = aWorld();
  const tell = turnedAwayTeller(world);
  await turnAway(world, 1);
  await tell();

  await world.clock.sleep(60 * minuteMs);
  await tell();

  expect(world.log.entries).toHaveLength(1);
});

test('two processes that look at once tell of it once', async () => {
  const world = aWorld();
  await turnAway(world, 3);

  await Promise.all([turnedAwayTeller(world)(), turnedAwayTeller(world)()]);

  expect(world.log.entries).toHaveLength(1);
});

test('a process that dies in the middle leaves one entry, announced', async () => {
  const world = aWorld();
  await turnAway(world, 1);
  await workUntil(world, { kind: 'recorded', entry: 'turned-away' }, (mortal) => turnedAwayTeller(mortal)());

  await world.clock.sleep(15_000);
  await resumeDue(world);
  await turnedAwayTeller(world)();

  expect(world.log.entries).toHaveLength(1);
  expect(world.announcer.stories).toHaveLength(1);
});

test('reads the list at most every five seconds', async () => {
  const world = aWorld();
  const tell = turnedAwayTeller(world);
  await tell();
  await turnAway(world, 1);

  await world.clock.sleep(4_999);
  await tell();
  expect(world.log.entries).toEqual([]);

  await world.clock.sleep(1);
  await tell();
  expect(world.log.entries).toHaveLength(1);
});

test('without a list there is nothing to look at', async () => {
  await expect(turnedAwayTeller({ ...aWorld(), blocking: undefined })()).resolves.toBeUndefined();
});
