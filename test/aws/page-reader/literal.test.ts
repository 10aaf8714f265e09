import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Literal } from '../../../src/aws/page-reader/literal.ts';
import { viewOf } from '../../../src/aws/snapshot/packed-page.ts';

const text = fc.stringMatching(/^[ -~]{8,40}$/);

test('matches where it was written, and not where one byte differs', () => {
  fc.assert(
    fc.property(
      text,
      fc.nat(5),
      fc.nat(39),
      fc.integer({ min: 1, max: 255 }),
      (words, before, place, change) => {
        const literal = new Literal(words);
        const page = Buffer.from(`${' '.repeat(before)}${words}<`);
        expect(literal.isAt(viewOf(page), before)).toBe(true);

        const at = before + (place % words.length);
        page[at] = (page[at] ?? 0) ^ change;
        expect(literal.isAt(viewOf(page), before)).toBe(false);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('does not match beyond the end of the page', () => {
  const literal = new Literal('</timestamp>');

  expect(literal.isAt(viewOf(Buffer.from(' </timestamp>')), 1)).toBe(true);
  expect(literal.isAt(viewOf(Buffer.from(' </timestamp')), 1)).toBe(false);
});
