import { expect, test } from 'vitest';
import { parseDurationMs } from '../../src/config/file-schema.ts';

test.each([
  ['900s', 900_000],
  ['15m', 900_000],
  ['2h', 7_200_000],
  ['0s', 0],
])('%s is %d ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms);
});

test.each(['', '15', 'm', '15 m', '1.5h', '-5m', '15M', '1h30m', '15min', '1d', '15m\n', '99999999h'])(
  '%j is no length of time',
  (text) => {
    expect(parseDurationMs(text)).toBeUndefined();
  },
);
