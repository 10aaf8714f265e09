import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PeopleRule, vpnNamesOf } from '../../src/core/person.ts';
import { aPerson } from '../builders/a-person.ts';
import { personId } from '../builders/ids.ts';

const bob = aPerson({ id: personId('U0BOB'), email: 'Bob.Baker@example.com' });
const rule = (match: PeopleRule['match'], names: readonly string[] = []): PeopleRule => ({
  match,
  map: new Map([
    [personId('U0BOB'), names],
    [personId('U0ANNA'), ['anna']],
  ]),
});

test('a person goes by the whole address, by what stands before the @, or by neither', () => {
  expect(vpnNamesOf(bob, rule('email'))).toEqual(['Bob.Baker@example.com']);
  expect(vpnNamesOf(bob, rule('local-part'))).toEqual(['Bob.Baker']);
  expect(vpnNamesOf(bob, rule('map'))).toEqual([]);
});

test('mapped names come on top of the address, each once, and never another person’s', () => {
  expect(vpnNamesOf(bob, rule('local-part', ['bob', 'Bob.Baker']))).toEqual(['Bob.Baker', 'bob']);
  expect(vpnNamesOf(bob, rule('map', ['bob']))).toEqual(['bob']);
});

test('a person whose address the workspace hides has only mapped names', () => {
  const hidden = aPerson({ id: personId('U0BOB'), email: undefined });

  expect(vpnNamesOf(hidden, rule('email'))).toEqual([]);
  expect(vpnNamesOf(hidden, rule('local-part', ['bob']))).toEqual(['bob']);
});

test.each(['', '@example.com', 'bob'])('%j has no part before an @ to go by', (email) => {
  expect(vpnNamesOf(aPerson({ email }), rule('local-part'))).toEqual([]);
});

test('the part before the last @ is the name, whatever else the address holds', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.domain(), (local, domain) => {
      expect(vpnNamesOf(aPerson({ email: `${local}@${domain}` }), rule('local-part'))).toEqual([local]);
    }),
  );
});
