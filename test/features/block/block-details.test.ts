import { expect, test } from 'vitest';
import { attemptsIn, deniedDetail } from '../../../src/features/block/block-details.ts';
import { attemptAt } from '../../contract/a-connection-attempt.ts';

test.each([
  [1, 0],
  [40, 0],
  [41, 1],
  [41, 40],
])(
  'the attempts that a detail reports can be read from it: %i, of which %i had been reported',
  (count, reported) => {
    const denied = { name: 'bob', count, reported, reportedAt: undefined, latest: attemptAt(0) };

    expect(attemptsIn(deniedDetail(denied))).toBe(count - reported);
  },
);

test.each([
  ['once, at 2026-11-02T09:00:00.000Z from 192.0.2.7, win', 1],
  ['3 times, last at 2026-11-02T09:00:00.000Z from 192.0.2.7, win; 12 in all', 3],
])('the attempts can be read from the detail of an earlier version: %s', (detail, attempts) => {
  expect(attemptsIn(detail)).toBe(attempts);
});
