import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  directoryUserOf,
  isDirectoryUserListedIn,
  isListedIn,
  isSameDirectoryUser,
  namesListedIn,
} from '../../src/domain/directory-name.ts';

test.each([
  ['anna', 'CORP\\anna'],
  ['anna', 'anna@corp.example'],
  ['CORP\\anna', 'anna@corp.example'],
  ['CORP\\Anna ', 'corp\\ANNA'],
  ['corp\uFF3Canna', 'anna\uFF20corp.example'],
  ['CORP\\anna@corp.example', 'anna'],
])('%j and %j are the same directory user', (one, other) => {
  expect(isSameDirectoryUser(one, other)).toBe(true);
  expect(isSameDirectoryUser(other, one)).toBe(true);
});

test.each([
  ['anna', 'joanna'],
  ['anna', 'CORP\\joanna'],
  ['CORP\\anna', 'PARTNER\\anna'],
  ['anna@corp.example', 'anna@partner.example'],
  ['anna', 'CORP\\'],
  ['corp', 'CORP\\anna'],
  ['corp.example', 'anna@corp.example'],
  ['anna', 'anna.corp.example'],
])('%j and %j are two directory users', (one, other) => {
  expect(isSameDirectoryUser(one, other)).toBe(false);
});

test('names that may be the same user’s have the same user part', () => {
  const part = fc.stringMatching(/^[a-cA-C\\@. ]{1,7}$/);
  fc.assert(
    fc.property(part, part, (one, other) => {
      if (isSameDirectoryUser(one, other)) expect(directoryUserOf(one)).toBe(directoryUserOf(other));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['anna, bob', 'bob', true],
  ['anna, BOB', 'bob', true],
  ['Baker, Bob', 'Baker, Bob', true],
  ['anna, Baker, Bob, carl', 'baker, bob', true],
  ['anna, Baker, Bob', 'Bob', true],
  ['joanna', 'anna', false],
  ['Baker', 'Baker, Bob', false],
  ['', 'bob', false],
])('“%s” lists %s: %s', (text, name, isListed) => {
  expect(isListedIn(text, name)).toBe(isListed);
});

test.each([
  ['anna, CORP\\bob', 'bob@corp.example', true],
  ['anna, bob@corp.example', 'bob@partner.example', false],
])('as directory users, “%s” lists %s: %s', (text, name, isListed) => {
  expect(isDirectoryUserListedIn(text, name)).toBe(isListed);
});

test.each([
  ['anna, Baker, Bob, carl', ['Baker, Bob'], ['anna', 'Baker, Bob', 'carl']],
  ['baker, bob', ['Baker, Bob', 'Baker, Bob, Jr'], ['baker, bob']],
  ['Baker, Bob, Jr', ['Baker, Bob', 'Baker, Bob, Jr'], ['Baker, Bob, Jr']],
  ['anna, Baker, Bob', [], ['anna', 'Baker', 'Bob']],
])('“%s” lists, if %j are known, %j', (text, known, names) => {
  expect(namesListedIn(text, known)).toEqual(names);
});
