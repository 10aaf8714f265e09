import { describe, expect, it } from 'vitest';
import { possibleMatcher, searchTextFor } from '../../../src/features/connections/possible-matches.ts';

const certificate = (commonName: string) => ({ username: undefined, commonName });

describe('possibleMatcher', () => {
  it.each([
    ['joanna-laptop', 'joanna@example.com'],
    ['Joanna.Laptop.example.com', 'joanna@example.com'],
    ['laptop of JOANNA', 'CORP\\joanna'],
    ['anna-smith_macbook', 'anna.smith@example.com'],
    ['ｊｏａｎｎａ-laptop', 'joanna@example.com'],
    ['josé-laptop', 'jose\u0301@example.com'],
    ['laptop of anna smith', 'anna.smith@example.com'],
  ])('offers %s as possibly belonging to %s', (commonName, name) => {
    expect(possibleMatcher([name])(certificate(commonName))).toBe(true);
  });

  it.each([
    ['joanna-laptop', 'anna@example.com'],
    ['annabel', 'anna@example.com'],
    ['smith-anna', 'anna.smith@example.com'],
    ['anna-smithson', 'anna.smith@example.com'],
    ['anna-laptop-smith', 'anna.smith@example.com'],
    ['joanna-laptop', 'joanna-laptop'],
    ['JOANNA-LAPTOP', 'joanna-laptop'],
    ['laptop', 'joanna@example.com'],
    ['laptop', '@example.com'],
    ['', 'joanna@example.com'],
  ])('does not offer %s for %s', (commonName, name) => {
    expect(possibleMatcher([name])(certificate(commonName))).toBe(false);
  });

  it('never offers a connection that has a user name: it is that user’s', () => {
    const connection = { username: 'bob@partner.example', commonName: 'bob-laptop' };

    expect(possibleMatcher(['bob@example.com'])(connection)).toBe(false);
  });
});

describe('searchTextFor', () => {
  it('returns a text that occurs in every possible match', () => {
    expect(searchTextFor(['anna.smith@example.com', 'CORP\\Anna.Smith'])).toBe('smith');
  });

  it('returns none for names that have no text in common', () => {
    expect(searchTextFor(['anna@example.com', 'bob@example.com'])).toBeUndefined();
  });
});
