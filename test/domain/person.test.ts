import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NamelessWhy, type PeopleRule, vpnNamesOf, whyNameless } from '../../src/domain/person.ts';
import { aPerson } from '../builders/a-person.ts';
import { personId } from '../builders/ids.ts';

const bob = aPerson({ id: personId('U0BOB'), email: 'Bob.Baker@example.com' });
const rule = (match: PeopleRule['match'], names: readonly string[] = []): PeopleRule => ({
  match,
  domains: match === 'local-part' ? ['example.com'] : undefined,
  map: new Map([
    [personId('U0BOB'), names],
    [personId('U0ANNA'), ['anna']],
  ]),
});

test('a person has the whole address, its local part, or neither as a name', () => {
  expect(vpnNamesOf(bob, rule('email'))).toEqual(['Bob.Baker@example.com']);
  expect(vpnNamesOf(bob, rule('local-part'))).toEqual(['Bob.Baker']);
  expect(vpnNamesOf(bob, rule('map'))).toEqual([]);
});

test('mapped names are added to the address, each once, and never another person’s', () => {
  expect(vpnNamesOf(bob, rule('local-part', ['bob', 'Bob.Baker']))).toEqual(['Bob.Baker', 'bob']);
  expect(vpnNamesOf(bob, rule('map', ['bob']))).toEqual(['bob']);
});

test('a person whose address the workspace hides has only mapped names', () => {
  const hidden = aPerson({ id: personId('U0BOB'), email: undefined });

  expect(vpnNamesOf(hidden, rule('email'))).toEqual([]);
  expect(vpnNamesOf(hidden, rule('local-part', ['bob']))).toEqual(['bob']);
});

test.each(['', '@example.com', 'bob', 'bob@'])('%j has no part before an @ to go by', (email) => {
  expect(vpnNamesOf(aPerson({ email }), rule('local-part'))).toEqual([]);
});

test('the local part ends at the last @', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (local) => {
      expect(vpnNamesOf(aPerson({ email: `${local}@example.com` }), rule('local-part'))).toEqual([local]);
    }),
  );
});

const corp: PeopleRule = {
  match: 'local-part',
  domains: ['corp.example', 'Corp.Test', 'bank.example'],
  map: new Map(),
};

test.each([
  ['anna@corp.example', ['anna']],
  ['Anna@CORP.example', ['Anna']],
  ['anna@corp.test', ['anna']],
  ['anna+vpn@corp.example', ['anna+vpn']],
  ['"svc-backup@corp.example"@corp.example', ['"svc-backup@corp.example"']],
])(
  'an address of one of the domains gives its local part, whatever the case of the domain: %s',
  (email, names) => {
    expect(vpnNamesOf(aPerson({ email }), corp)).toEqual(names);
  },
);

test.each([
  'anna@freelancer.example',
  'anna@sub.corp.example',
  'anna@evilcorp.example',
  'anna@corp.example.evil.test',
  'anna@corp.example.',
  'anna@corp.example@freelancer.example',
  'anna@\u1d04orp.example',
  'anna@ban\u212A.example',
  'anna@corp.example ',
])('an address of any other domain gives none: %s', (email) => {
  expect(vpnNamesOf(aPerson({ email }), corp)).toEqual([]);
});

test('without domains, no address gives a local part', () => {
  expect(vpnNamesOf(bob, { match: 'local-part', domains: undefined, map: new Map() })).toEqual([]);
});

test('domains limit whole addresses as well, where they are listed', () => {
  const limited: PeopleRule = { match: 'email', domains: ['corp.example'], map: new Map() };

  expect(vpnNamesOf(aPerson({ email: 'anna@corp.example' }), limited)).toEqual(['anna@corp.example']);
  expect(vpnNamesOf(aPerson({ email: 'anna@freelancer.example' }), limited)).toEqual([]);
});

test.each<[NamelessWhy, Parameters<typeof aPerson>[0], PeopleRule]>([
  ['unconfirmed', { email: undefined, hasUnconfirmedEmail: true }, rule('email')],
  ['unconfirmed', { email: undefined, hasUnconfirmedEmail: true }, corp],
  ['unknown', { email: undefined, hasUnconfirmedEmail: true }, rule('map')],
  ['other_domain', { email: 'anna@freelancer.example' }, corp],
  ['unknown', { email: undefined }, rule('email')],
  ['unknown', {}, rule('map')],
])('says that a person has no name because: %s', (why, person, people) => {
  expect(whyNameless(aPerson(person), people)).toBe(why);
});
