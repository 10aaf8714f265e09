import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameName, nameOf, namesOn, spellingsOf } from '../../src/core/vpn-name.ts';

const anyName = fc.oneof(fc.emailAddress(), fc.string(), fc.string({ unit: 'grapheme' }));

test('a connection goes by its user name, then by its certificate’s, and says which', () => {
  const name = (username: string | undefined, commonName: string | undefined) =>
    nameOf({ username, commonName });

  expect(name('bob', 'cert-7')).toEqual({ kind: 'username', text: 'bob' });
  expect(name(undefined, 'cert-7')).toEqual({ kind: 'common_name', text: 'cert-7' });
  expect(name('', 'cert-7')).toEqual({ kind: 'common_name', text: 'cert-7' });
  expect(name(undefined, '')).toEqual({ kind: 'unnamed' });
});

test('every name that stands on a connection counts, and an empty one is none', () => {
  expect(namesOn({ username: 'bob', commonName: 'cert-7' })).toEqual(['bob', 'cert-7']);
  expect(namesOn({ username: '', commonName: undefined })).toEqual([]);
});

test('names are the same without regard to case or to how an accent is encoded, and only as a whole', () => {
  expect(isSameName('Anna', 'aNNA')).toBe(true);
  expect(isSameName('Ren\u00e9', 'rene\u0301')).toBe(true);
  expect(isSameName('anna', 'joanna')).toBe(false);
  expect(isSameName('rene', 'ren\u00e9')).toBe(false);
});

test('a name that is part of another is never the same', () => {
  fc.assert(
    fc.property(anyName, fc.stringMatching(/^[a-z0-9]{1,5}$/), (name, more) => {
      expect(isSameName(name, more + name)).toBe(false);
      expect(isSameName(name, name + more)).toBe(false);
    }),
  );
});

test('the spellings of an address are those that directories keep', () => {
  expect(spellingsOf('bob.baker@example.com').toSorted()).toEqual([
    'BOB.BAKER@EXAMPLE.COM',
    'Bob.Baker@example.com',
    'bob.baker@example.com',
  ]);
});

test('the spellings hold the name itself, each once, and no other name', () => {
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
