import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closestTo } from '../../src/domain/closest.ts';

const commands = ['who', 'kick', 'me', 'history', 'endpoints', 'help'];

test.each([
  ['a missing letter', 'kik', 'kick'],
  ['a letter too many', 'whoo', 'who'],
  ['a wrong letter', 'kixk', 'kick'],
  ['two neighbors swapped', 'hlep', 'help'],
  ['two slips in a long word', 'histroyy', 'history'],
  ['another case', 'KICK', 'kick'],
])('corrects %s', (_title, typed, meant) => {
  expect(closestTo(typed, commands)).toBe(meant);
});

test.each(['', 'x', 'kk', 'unblock', 'terminate', 'k'.repeat(100_000)])(
  'suggests nothing for %.20s',
  (typed) => {
    expect(closestTo(typed, commands)).toBeUndefined();
  },
);

test('prefers the nearest word, and of equally near words the first', () => {
  expect(closestTo('prod-eu', ['prod-us', 'prod-eu'])).toBe('prod-eu');
  expect(closestTo('prod-uu', ['prod-us', 'prod-eu'])).toBe('prod-us');
  expect(closestTo('a', [])).toBeUndefined();
});

test('finds every word closest to itself', () => {
  fc.assert(fc.property(fc.constantFrom(...commands), (word) => closestTo(word, commands) === word));
});

test('corrects one typo in any word', () => {
  const slip = fc
    .constantFrom(...commands)
    .chain((word) =>
      fc
        .tuple(fc.nat(word.length - 1), fc.constantFrom('change', 'drop', 'add', 'swap'))
        .map(([at, kind]) => ({ word, typed: slipped(word, at, kind) })),
    );

  fc.assert(fc.property(slip, ({ word, typed }) => closestTo(typed, [word]) === word));
});

function slipped(word: string, at: number, kind: 'change' | 'drop' | 'add' | 'swap'): string {
  const [before, letter, after] = [word.slice(0, at), word.slice(at, at + 1), word.slice(at + 1)];
  switch (kind) {
    case 'change':
      return `${before}0${after}`;
    case 'drop':
      return before + after;
    case 'add':
      return `${before}0${letter}${after}`;
    case 'swap':
      return before + after.slice(0, 1) + letter + after.slice(1);
  }
}
