import { expect, test } from 'vitest';
import { parseBlockLength, textFromBlockLength, untilFrom } from '../../src/domain/block.ts';

const hour = 3_600_000;

test.each([
  ['4h', 4 * hour],
  ['2d', 48 * hour],
  ['90m', 1.5 * hour],
  ['30s', 30_000],
  ['1w', 168 * hour],
  ['2 days', 48 * hour],
  ['1 Hour', hour],
  ['1.5h', 1.5 * hour],
  ['366d', 366 * 24 * hour],
  ['4h30m', 4.5 * hour],
  ['1d12h', 36 * hour],
])('%s is a length', (text, ms) => {
  expect(parseBlockLength(text)).toEqual({ kind: 'for', ms });
});

test.each(['until unblocked', 'Until-Unblocked', 'until lifted', 'Until-Lifted', ' until lifted '])(
  '%j has no end',
  (text) => {
    expect(parseBlockLength(text)).toEqual({ kind: 'until_lifted' });
  },
);

test.each(['0h', '-4h', '0.0001s', '367d', '99999999d', '2 years', '13 months', '0 minutes'])(
  '%s is a length, but none to keep anybody out for',
  (text) => {
    expect(parseBlockLength(text)).toEqual({ kind: 'out_of_range' });
  },
);

test.each([
  '',
  'laptop',
  '4',
  'h',
  '2nd laptop',
  '4x',
  'until',
  'until tomorrow',
  '4h stolen',
  '2026-11-02',
  '30m4h',
  '4h4h',
  '1h30',
  '4h30m1',
  '4h-30m',
  '4h 30m',
])('%j is no length', (text) => {
  expect(parseBlockLength(text)).toBeUndefined();
});

test('a length reads the same after it was written', () => {
  for (const text of ['4h', '30s', 'until lifted']) {
    const length = parseBlockLength(text);
    if (length === undefined || length.kind === 'out_of_range') throw new Error(`${text} is a length`);
    expect(parseBlockLength(textFromBlockLength(length))).toEqual(length);
  }
});

test('a length counts from now on', () => {
  const now = new Date('2026-11-02T12:00:00Z');

  expect(untilFrom({ kind: 'for', ms: hour }, now)).toEqual(new Date('2026-11-02T13:00:00Z'));
  expect(untilFrom({ kind: 'until_lifted' }, now)).toBeUndefined();
});
