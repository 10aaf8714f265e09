import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  distinctNames,
  foldName,
  isSameName,
  nameOf,
  namesOn,
  spellingsOf,
} from '../../src/domain/vpn-name.ts';

const anyName = fc.oneof(fc.emailAddress(), fc.string(), fc.string({ unit: 'grapheme' }));

test('a connection’s name is its user name, or else its certificate’s', () => {
  const name = (username: string | undefined, commonName: string | undefined) =>
    nameOf({ username, commonName });

  expect(name('bob', 'cert-7')).toEqual({ kind: 'username', text: 'bob' });
  expect(name(undefined, 'cert-7')).toEqual({ kind: 'common_name', text: 'cert-7' });
  expect(name('', 'cert-7')).toEqual({ kind: 'common_name', text: 'cert-7' });
  expect(name(undefined, '')).toEqual({ kind: 'unnamed' });
});

test('returns every name on a connection, and no empty one', () => {
  expect(namesOn({ username: 'bob', commonName: 'cert-7' })).toEqual(['bob', 'cert-7']);
  expect(namesOn({ username: '', commonName: undefined })).toEqual([]);
});

test('compares whole names regardless of case and of the encoding of accents', () => {
  expect(isSameName('Anna', 'aNNA')).toBe(true);
  expect(isSameName('Ren\u00e9', 'rene\u0301')).toBe(true);
  expect(isSameName('anna', 'joanna')).toBe(false);
  expect(isSameName('rene', 'ren\u00e9')).toBe(false);
});

test.each([
  ['a space at an end', 'anna', ' anna '],
  ['full width', 'anna@corp', '\uFF21\uFF4E\uFF4E\uFF41\uFF20corp'],
  ['a zero-width space', 'mallory@example.com', '\u200Bmallory@example.com'],
  ['a byte order mark', 'anna', '\uFEFFanna'],
  ['a left-to-right mark', 'anna', 'an\u200Ena'],
  ['a bidi override', 'anna', '\u202Eanna\u202C'],
  ['a soft hyphen', 'anna', 'an\u00ADna'],
  ['a variation selector', 'anna', 'anna\uFE0F'],
  ['a combining grapheme joiner', 'Ren\u00e9', 'Rene\u034F\u0301'],
  ['a control character', 'anna', 'an\u0007na'],
  ['a space that does not break', 'Bob Baker', 'Bob\u00A0Baker'],
  ['two spaces', 'Bob Baker', 'Bob  Baker'],
  ['a space and a zero-width one', 'Bob Baker', 'Bob \u200B Baker'],
  ['a typographic apostrophe', "d'angelo@example.com", 'd\u2019angelo@example.com'],
  ['an acute accent for an apostrophe', "d'angelo", 'd\u00B4angelo'],
  ['typographic quotes', '"Bob" Baker', '\u201EBob\u201C Baker'],
  ['an en dash', 'Kiosk - Lobby', 'Kiosk \u2013 Lobby'],
  ['a dash that does not break', 'bob-laptop', 'bob\u2011laptop'],
  ['a final sigma', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
  ['a sigma that is not written as a final one', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
  ['a ligature', 'office', 'o\uFB03ce'],
])('names that differ only in %s are the same', (_, one, other) => {
  expect(isSameName(one, other)).toBe(true);
});

test.each([
  ['another domain', 'bob@corp.example', 'bob@partner.example'],
  ['a letter of another alphabet', 'anna', '\u0430nna'],
  ['an accent', 'rene', 'ren\u00e9'],
  ['a sharp s and two', 'stra\u00DFe', 'strasse'],
  ['a missing space', 'Bob Baker', 'BobBaker'],
  ['a missing hyphen', 'bob-laptop', 'boblaptop'],
])('names that differ in %s are not the same', (_, one, other) => {
  expect(isSameName(one, other)).toBe(false);
});

test('keeps the first spelling of a name', () => {
  expect(distinctNames(['Bob', 'bob ', 'anna', '\u200BBOB'])).toEqual(['Bob', 'anna']);
});

test('a name without visible characters equals only itself', () => {
  expect(isSameName('\u200B', '\u200B')).toBe(true);
  expect(isSameName('\u200B', '\u200C')).toBe(false);
  expect(isSameName('\u200B', '')).toBe(false);
  expect(foldName('\u00AD')).not.toBe('');
});

test('normalizing twice changes nothing, for every character of an alphabet', () => {
  const unlike: string[] = [];
  for (let code = 0; code < 0x2_0000; code += 1) {
    // Chinese and Korean signs, surrogates and private use are many, and all alike in this.
    if (code === 0x3400) code = 0xf900;
    const name = `x${String.fromCodePoint(code)}\u0301y`;
    if (foldName(foldName(name)) !== foldName(name)) unlike.push(code.toString(16));
  }
  expect(unlike).toEqual([]);
});

test('normalizing twice changes nothing, for every name', () => {
  const odd = fc.constantFrom(
    '\u0301',
    '\u200B',
    '\u00AD',
    '\u034F',
    '\u00B4',
    '\u0149',
    '\u2033',
    '\u0130',
    ' ',
    'A',
  );
  fc.assert(
    fc.property(fc.oneof(anyName, fc.string({ unit: odd })), (name) => {
      expect(foldName(foldName(name))).toBe(foldName(name));
    }),
    { numRuns: 2_000 },
  );
});

test('normalizing ASCII only changes case and extra spaces', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[!-~]{1,8}( [!-~]{1,8}){0,3}$/), (name) => {
      expect(foldName(name)).toBe(name.toLowerCase());
    }),
  );
});

test('a name that is part of another is never the same as it', () => {
  fc.assert(
    fc.property(anyName, fc.stringMatching(/^[a-z0-9]{1,5}$/), (name, more) => {
      expect(isSameName(name, more + name)).toBe(false);
      expect(isSameName(name, name + more)).toBe(false);
    }),
  );
});

test('returns the spellings of an address that directories keep', () => {
  expect(spellingsOf('bob.baker@example.com').toSorted()).toEqual([
    'BOB.BAKER@EXAMPLE.COM',
    'Bob.Baker@example.com',
    'bob.baker@example.com',
  ]);
});

test('returns the name itself among its spellings, each once, and no other name', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      const spellings = spellingsOf(name);

      expect(spellings).toContain(name);
      expect(new Set(spellings).size).toBe(spellings.length);
      expect(spellings.filter((spelling) => !isSameName(spelling, name))).toEqual([]);
    }),
  );
});

test.each(['a@b@c', 'straße'])('a spelling that would be another name is left out: %s', (name) => {
  expect(spellingsOf(name).every((spelling) => isSameName(spelling, name))).toBe(true);
});
