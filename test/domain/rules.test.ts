import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isProtected } from '../../src/domain/rules.ts';

test.each([
  ['svc-*', 'svc-backup', true],
  ['svc-*', 'SVC-Backup', true],
  ['svc-*', 'svc-', true],
  ['svc-*', 'my-svc-backup', false],
  ['*-admin', 'db-admin', true],
  ['*-admin', 'db-admin-2', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-c-b-c', true],
  ['a*b*c', 'acb', false],
  ['a*b*bc', 'abc', false],
  ['root', 'root', true],
  ['root', 'root2', false],
  ['*', 'anyone', true],
  ['a.c', 'abc', false],
  ['svc-*', '\u200Bsvc-backup', true],
  ['svc-*', 'svc\u2011backup', true],
  ['svc-*', '\uFF53vc-backup ', true],
  ['svc\u2013*', 'svc-backup', true],
])('the pattern %s matches the name %s: %s', (pattern, name, isMet) => {
  expect(isProtected([name], [pattern])).toBe(isMet);
});

test('matches if any pattern matches any name', () => {
  expect(isProtected(['bob', 'svc-7'], ['root', 'svc-*'])).toBe(true);
  expect(isProtected(['bob'], [])).toBe(false);
  expect(isProtected([], ['*'])).toBe(false);
});

test('matches like the equivalent regular expression', () => {
  const text = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 6 });

  fc.assert(
    fc.property(text('abAB.'), text('ab*.'), (name, pattern) => {
      const reference = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i');

      expect(isProtected([name], [pattern])).toBe(reference.test(name));
    }),
    { numRuns: 2_000 },
  );
});

test('matches a malicious pattern quickly', () => {
  const before = process.cpuUsage();

  isProtected(['a'.repeat(5_000)], [`${'*a'.repeat(1_000)}b`]);

  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
