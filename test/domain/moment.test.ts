import { expect, test } from 'vitest';
import { ageMs, isInFuture, isOver, momentOf } from '../../src/domain/moment.ts';
import { MovedClock } from '../doubles/moved-clock.ts';

const hourMs = 3_600_000;
const noon = new Date('2026-11-02T12:00:00Z');
const at = (ms: number) => new Date(noon.getTime() + ms);

test('a moment grows older while the time of day is set back', async () => {
  const clock = new MovedClock();
  const moment = momentOf(clock);

  await clock.sleep(15_000);
  clock.set(-hourMs);

  expect(ageMs(clock, moment)).toBe(15_000);
});

test('a moment is as old as the time of day says where the other clock stood still', () => {
  const clock = new MovedClock();
  const moment = momentOf(clock);

  clock.set(hourMs);

  expect(ageMs(clock, moment)).toBe(hourMs);
});

test('a minute ahead is a difference between clocks, and more is the future', () => {
  expect(isInFuture(at(60_000), noon)).toBe(false);
  expect(isInFuture(at(60_001), noon)).toBe(true);
});

test('what began is over when its time has passed, and when it seems to begin in the future', () => {
  expect(isOver(at(-10_000), 10_000, noon)).toBe(false);
  expect(isOver(at(-10_001), 10_000, noon)).toBe(true);
  expect(isOver(at(60_000), 10_000, noon)).toBe(false);
  expect(isOver(at(hourMs), 10_000, noon)).toBe(true);
});
