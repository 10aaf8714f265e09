import { expect, test } from 'vitest';
import { notListed } from '../../../src/domain/entry-connection.ts';
import {
  alternatives,
  bytesText,
  commaSeparated,
  counted,
  durationText,
  listed,
  statusPath,
  timeText,
} from '../../../src/slack/block-kit/quantities.ts';

const minute = 60_000;
const hour = 60 * minute;

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [minute, '1 min'],
  [59 * minute + 59_999, '59 min'],
  [hour, '1 h'],
  [3 * hour + 12 * minute, '3 h 12 min'],
  [24 * hour, '1 d'],
  [49 * hour + 59 * minute, '2 d 1 h'],
])('%d ms last %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  [0n, '0 B'],
  [999n, '999 B'],
  [1_000n, '1 kB'],
  [1_250n, '1.2 kB'],
  [9_999n, '9.9 kB'],
  [31_400_000n, '31 MB'],
  [999_999_999n, '999 MB'],
  [1_200_000_000n, '1.2 GB'],
  [9_007_199_254_740_993_000n, '9007 PB'],
])('%d bytes are %s, rounded down', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [1, '1 session'],
  [0, '0 sessions'],
  [126_000, '126,000 sessions'],
])('%d is counted as %s', (count, text) => {
  expect(counted(count, 'session')).toBe(text);
});

test.each([
  ['time', '<!date^1793606531^{time}|08:02 UTC>'],
  ['seconds', '<!date^1793606531^{time_secs}|08:02:11 UTC>'],
  ['day', '<!date^1793606531^{date_short_pretty} at {time}|2026-11-02 08:02 UTC>'],
] as const)(
  'a moment is told in the reader’s zone to the %s, and in UTC where that fails',
  (precision, text) => {
    expect(timeText(new Date('2026-11-02T08:02:11.900Z'), precision)).toBe(text);
  },
);

test.each([
  [[], '', '', ''],
  [['a'], 'a', 'a', 'a'],
  [['a', 'b'], 'a and b', 'a or b', 'a, b'],
  [['a', 'b', 'c'], 'a, b, and c', 'a, b, or c', 'a, b, c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c, and 2 more', 'a, b, c, or 2 more', 'a, b, c, 2 more'],
])('joins %j as Slack’s own messages do, and counts those beyond the third', (texts, all, any, facts) => {
  expect(listed(texts, 3)).toBe(all);
  expect(alternatives(texts, 3)).toBe(any);
  expect(commaSeparated(texts, 3)).toBe(facts);
});

test('a connection that AWS no longer lists is described in words, and other statuses by AWS’ own codes', () => {
  expect(statusPath([{ code: 'active' }, { code: 'terminating' }, notListed])).toBe(
    'active → terminating → no longer listed',
  );
});
