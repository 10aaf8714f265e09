import { expect, test } from 'vitest';
import {
  ageMs,
  confirmedAfterMs,
  elapsedText,
  isInFuture,
  isOver,
  momentOf,
} from '../../src/domain/moment.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';
import { MovedClock } from '../doubles/moved-clock.ts';

const hourMs = 3_600_000;
const noon = new Date('2026-11-02T12:00:00Z');
const at = (ms: number) => new Date(noon.getTime() + ms);

test('a moment ages while the wall clock is set back', async () => {
  const clock = new MovedClock();
  const moment = momentOf(clock);

  await clock.sleep(15_000);
  clock.set(-hourMs);

  expect(ageMs(clock, moment)).toBe(15_000);
});

test('a moment is as old as the wall clock says if the monotonic clock stood still', () => {
  const clock = new MovedClock();
  const moment = momentOf(clock);

  clock.set(hourMs);

  expect(ageMs(clock, moment)).toBe(hourMs);
});

test('a minute ahead is clock skew, and more is the future', () => {
  expect(isInFuture(at(60_000), noon)).toBe(false);
  expect(isInFuture(at(60_001), noon)).toBe(true);
});

test('a period is over after its length, or if it seems to begin in the future', () => {
  expect(isOver(at(-10_000), 10_000, noon)).toBe(false);
  expect(isOver(at(-10_001), 10_000, noon)).toBe(true);
  expect(isOver(at(60_000), 10_000, noon)).toBe(false);
  expect(isOver(at(hourMs), 10_000, noon)).toBe(true);
});

test.each([
  [0, '0 s'],
  [17_999, '17 s'],
  [119_999, '119 s'],
  [120_000, '2 min'],
  [135_400, '2 min 15 s'],
])('formats %i ms as %s', (ms, text) => {
  expect(elapsedText(ms)).toBe(text);
});

test('measures from the answer to the confirmation, once both are recorded', () => {
  const entries = aChain([
    anEntryDraft({ kind: 'requested', at: '2026-11-02T09:00:00.000Z' }),
    anEntryDraft({ kind: 'finished', at: '2026-11-02T09:00:03.000Z' }),
    anEntryDraft({ kind: 'unconfirmed', at: '2026-11-02T09:02:03.000Z' }),
  ]);

  expect(confirmedAfterMs(entries)).toBe(120_000);
  expect(confirmedAfterMs(entries.slice(0, 2))).toBeUndefined();
  expect(confirmedAfterMs(entries.toSpliced(1, 1))).toBeUndefined();
});
