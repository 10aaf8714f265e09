import { expect, test } from 'vitest';
import { detailWith } from '../../src/core/authority.ts';
import { extentDetail, extentDetails, kickExtentFrom, totalFrom } from '../../src/core/kick-extent.ts';

const approved = { kind: 'approved', by: { id: 'U0OMAR', name: 'omar; 7 in all', team: 'T0HOME' } } as const;

test.each(['name', 'listed', 'many'] as const)(
  'the detail of a request says that %s is meant, of how many',
  (extent) => {
    const detail = detailWith(extentDetail(extent, 251), approved);

    expect(kickExtentFrom(detail)).toBe(extent);
    expect(totalFrom(detail)).toBe(251);
  },
);

test('a request that lists all of them, and one of an earlier version, gives no total', () => {
  expect(totalFrom(detailWith(extentDetails.many, { kind: 'break_glass' }))).toBeUndefined();
  expect(totalFrom(undefined)).toBeUndefined();
});
