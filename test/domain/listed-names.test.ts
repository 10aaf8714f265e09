import { expect, test } from 'vitest';
import { isDirectoryUserListedIn, isListedIn, namesListedIn } from '../../src/domain/directory-name.ts';

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
])('of a directory, “%s” lists %s: %s', (text, name, isListed) => {
  expect(isDirectoryUserListedIn(text, name)).toBe(isListed);
});

test.each([
  ['anna, Baker, Bob, carl', ['Baker, Bob'], ['anna', 'Baker, Bob', 'carl']],
  ['baker, bob', ['Baker, Bob', 'Baker, Bob, Jr'], ['baker, bob']],
  ['Baker, Bob, Jr', ['Baker, Bob', 'Baker, Bob, Jr'], ['Baker, Bob, Jr']],
  ['anna, Baker, Bob', [], ['anna', 'Baker', 'Bob']],
])('“%s” lists, where %j are known, %j', (text, known, names) => {
  expect(namesListedIn(text, known)).toEqual(names);
});
