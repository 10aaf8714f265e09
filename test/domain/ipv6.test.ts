import { expect, test } from 'vitest';
import { spellingsOfIpv6 } from '../../src/domain/ipv6.ts';

test.each([
  ['2001:DB8:0:0::1', '2001:db8::1', '2001:0db8:0000:0000:0000:0000:0000:0001'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1', '2001:0db8:0000:0001:0001:0001:0001:0001'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1', '2001:0000:0000:0001:0000:0000:0000:0001'],
  ['::', '::', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['fd00::', 'fd00::', 'fd00:0000:0000:0000:0000:0000:0000:0000'],
  ['::ffff:10.0.3.17', '::ffff:a00:311', '0000:0000:0000:0000:0000:ffff:0a00:0311'],
])('writes %s short and in full', (typed, short, full) => {
  const spellings = spellingsOfIpv6(typed);

  expect(spellings).toContain(short);
  expect(spellings).toContain(full);
});

test.each([
  '',
  'bob',
  '10.0.3.17',
  '2001:db8',
  '1:2:3:4:5:6:7:8:9',
  '1::2::3',
  '12345::',
  'bob@example.com',
  '::g',
])('knows no other way to write “%s”', (typed) => {
  expect(spellingsOfIpv6(typed)).toEqual([]);
});
