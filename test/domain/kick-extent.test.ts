import { expect, test } from 'vitest';
import { detailWith } from '../../src/domain/audit-entry.ts';
import {
  extentDetail,
  extentDetails,
  isForEveryone,
  kickExtentFrom,
  otherUsersFrom,
  totalFrom,
} from '../../src/domain/kick-extent.ts';

const name = 'omar; 7 in all; without 7 connections of other users; x';
const approved = { kind: 'approved', by: { id: 'U0OMAR', name, team: 'T0HOME' } } as const;

test.each(['name', 'listed', 'many'] as const)(
  'the detail of a request says that %s is meant, of how many',
  (extent) => {
    const detail = detailWith(extentDetail(extent, { total: 251, otherUsers: 3 }), approved);

    expect(kickExtentFrom(detail)).toBe(extent);
    expect(totalFrom(detail)).toBe(251);
    expect(otherUsersFrom(detail)).toBe(3);
  },
);

test('a request that lists all of them, and one of an earlier version, gives no total', () => {
  expect(totalFrom(detailWith(extentDetails.many, { kind: 'break_glass' }))).toBeUndefined();
  expect(totalFrom(undefined)).toBeUndefined();
  expect(totalFrom(detailWith(extentDetails.many, approved))).toBeUndefined();
  expect(otherUsersFrom(detailWith(extentDetails.many, approved))).toBe(0);
});

test('a request says whether everyone on the endpoint is meant', () => {
  const detail = detailWith(extentDetail('many', { isEveryone: true, total: 251 }), approved);

  expect(isForEveryone(detail)).toBe(true);
  expect(kickExtentFrom(detail)).toBe('many');
  expect(totalFrom(detail)).toBe(251);
  expect(isForEveryone(extentDetails.many)).toBe(false);
});
