import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedByKey } from '../../../src/aws/snapshot/paged-rows.ts';

const keys = fc.oneof(
  fc.array(fc.nat(5)),
  fc.array(fc.nat(5_000)),
  fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 })),
);

test('sorts by key and keeps the order of equal keys', () => {
  fc.assert(
    fc.property(keys, (all) => {
      const values = Uint32Array.from(all.keys());

      const sorted = sortedByKey(values, Uint32Array.from(all));

      const expected = [...all.keys()].toSorted((a, b) => (all[a] ?? 0) - (all[b] ?? 0));
      expect([...sorted]).toEqual(expected);
    }),
  );
});
