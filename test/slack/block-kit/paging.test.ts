import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageOf } from '../../../src/slack/block-kit/paging.ts';

test('the pages together hold every item exactly once, in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 15 }), (items, size) => {
      const { count } = pageOf(items, 0, size);
      const pages = Array.from({ length: count }, (_, number) => pageOf(items, number, size));

      expect(pages.flatMap((page) => page.items)).toEqual(items);
      expect(pages.map(({ number }) => number)).toEqual([...pages.keys()]);
    }),
  );
});

test('any wanted number lands on a page that exists and is no larger than wanted', () => {
  const wanted = fc.oneof(fc.double(), fc.integer());

  fc.assert(
    fc.property(fc.array(fc.integer()), wanted, fc.integer({ min: 1, max: 15 }), (items, number, size) => {
      const page = pageOf(items, number, size);

      expect(page.number).toBeGreaterThanOrEqual(0);
      expect(page.number).toBeLessThan(page.count);
      expect(page.items.length).toBeLessThanOrEqual(size);
      expect(page.items.length > 0 || items.length === 0).toBe(true);
    }),
  );
});

test('an empty list has one empty page', () => {
  expect(pageOf([], 3, 10)).toEqual({ items: [], number: 0, count: 1 });
});

test('a number beyond the last page lands on the last, since the list may have shrunk', () => {
  expect(pageOf(['a', 'b', 'c'], 7, 2)).toEqual({ items: ['c'], number: 1, count: 2 });
});
