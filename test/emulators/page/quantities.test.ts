import { expect, test } from 'vitest';
import { formatBytes, formatDuration } from '../../../emulators/page/vpn/quantities.ts';

test('counts of bytes have three digits at most', () => {
  expect([0, 999, 1_000, 9_949, 12_345, 999_600, 2n ** 60n].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '9.9 kB',
    '12 kB',
    '1.0 MB',
    '1153 PB',
  ]);
});

test('a duration is formatted in its two largest units', () => {
  const minute = 60_000;

  expect([42_000, 12 * minute, 192 * minute, 180 * minute, 52 * 60 * minute].map(formatDuration)).toEqual([
    '42 s',
    '12 min',
    '3 h 12 min',
    '3 h',
    '2 d 4 h',
  ]);
});
