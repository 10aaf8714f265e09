import { expect, test } from 'vitest';
import { EvenPace } from '../../src/aws/even-pace.ts';

/** A clock on which sleeps end in the order of time, all of them at once when the test says so. */
function aClock() {
  const pauses: number[] = [];
  return {
    pauses,
    clock: {
      now: () => new Date(1_000),
      elapsedMs: () => 1_000,
      sleep: async (ms: number) => {
        pauses.push(ms);
      },
    },
  };
}

test('turns that are asked for together come at an even distance, in order', async () => {
  const { clock, pauses } = aClock();
  const pace = new EvenPace(200, clock);

  await Promise.all([1, 2, 3, 4].map(() => pace.turn('eu-west-1')));

  expect(pauses).toEqual([200, 400, 600]);
});

test('another account or Region has a pace of its own', async () => {
  const { clock, pauses } = aClock();
  const pace = new EvenPace(200, clock);

  await Promise.all(['eu-west-1', 'us-east-1', 'eu-west-1'].map((key) => pace.turn(key)));

  expect(pauses).toEqual([200]);
});

test('a clock that is set back keeps nobody waiting', async () => {
  let nowMs = 3_600_000;
  const pauses: number[] = [];
  const clock = {
    now: () => new Date(nowMs),
    elapsedMs: () => 1_000,
    sleep: async (ms: number) => void pauses.push(ms),
  };
  const pace = new EvenPace(200, clock);
  await pace.turn('eu-west-1');

  nowMs = 0;
  await pace.turn('eu-west-1');

  expect(pauses).toEqual([200]);
});

test('whoever comes after a quiet time does not wait, and saves nothing up', async () => {
  let nowMs = 0;
  const pauses: number[] = [];
  const clock = {
    now: () => new Date(nowMs),
    elapsedMs: () => nowMs,
    sleep: async (ms: number) => void pauses.push(ms),
  };
  const pace = new EvenPace(200, clock);

  await pace.turn('eu-west-1');
  nowMs = 60_000;
  await pace.turn('eu-west-1');
  await pace.turn('eu-west-1');

  expect(pauses).toEqual([200]);
});
