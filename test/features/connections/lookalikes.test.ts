import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameName } from '../../../src/domain/vpn-name.ts';
import { lookalikeOf } from '../../../src/features/connections/connection-row.ts';

test.each([
  ['\u0430nna@example.com', 'anna@example.com'],
  ['ann\u0430', 'anna'],
  ['b\u043Eb\u2013laptop', 'bob\u2013laptop'],
  ['CORP\\\u0440eter', 'CORP\\peter'],
  ['\u0441\u043E\u0441\u043E@example.com', 'coco@example.com'],
  ['\u03BFmar', 'omar'],
  ['\u0555mar', 'Omar'],
  ['\u0251nna', 'anna'],
  ['anna\u0436', 'anna\u0436'],
])('%j looks like %j', (name, other) => {
  expect(lookalikeOf(name)).toBe(other);
  expect(isSameName(name, 'anna')).toBe(false);
});

test.each([
  'anna@example.com',
  'Zażółć.Gęślą@example.com',
  'Dvořák',
  'иван.петров@example.com',
  'Γιώργος@example.gr',
  '田中taro@example.jp',
  'Գարիկ',
  'bob-laptop-7.example.com',
  '',
  '\u{1F98A}',
])('%j looks like no other name', (name) => {
  expect(lookalikeOf(name)).toBeUndefined();
});

test('a name in ASCII looks like no other name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (name) => {
      expect(lookalikeOf(name)).toBeUndefined();
    }),
  );
});
