import fc from 'fast-check';
import { expect, test } from 'vitest';
import { visibleLength, withoutInvisible } from '../../src/domain/visible-text.ts';

test.each([
  ['zero-width spaces', '\u200B\u200B\u200B\u200B\u200B\u200B'],
  ['spaces of every kind', ' \t\n\u00A0\u2007\u202F\u3000'],
  ['bidi marks and isolates', '\u200E\u200F\u202A\u202E\u2066\u2069'],
  ['soft hyphens and joiners', '\u00AD\u2060\u200C\u200D\uFEFF\u034F'],
  ['variation selectors and tags', '\uFE0F\u{E0100}\u{E0041}'],
  ['blanks that are no spaces', '\u2800\u3164\uFFA0\u115F\u1160\u17B4'],
  ['private use', '\uE000\uE001\uF8FF\u{F0000}\u{10FFFD}'],
  ['unassigned', '\u0378\u0379\uFFFE\u{1FFFE}'],
  ['halves of characters', '\uD800\uD800 \uDC00'],
  ['stand-ins for objects', '\uFFFC\uFFFC\uFFFC'],
  ['controls', '\u0000\u0007\u001B\u007F'],
])('counts no visible characters in %s', (_, text) => {
  expect(visibleLength(text)).toBe(0);
});

test.each([
  ['stale', 5],
  [' s t a l e ', 5],
  ['Gerät weg', 8],
  ['weg \uE000\uFFFC', 3],
  ['Gera\u0308t', 5],
  ['👩\u200D👩\u200D👧 🇩🇪', 2],
  ['不在席です', 5],
])('counts visible characters as readers see them: %s', (text, length) => {
  expect(visibleLength(text)).toBe(length);
});

test('removes invisible characters, and keeps spaces and letters', () => {
  expect(withoutInvisible('\u200Bmal\u00ADlory \u202Egirl\uFEFF')).toBe('mallory girl');
});

test('removing invisible characters does not change the visible length', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\u200B', '\u00AD', 'é', '\u202E') }), (text) => {
      expect(visibleLength(withoutInvisible(text))).toBe(visibleLength(text));
    }),
  );
});
