import { expect, test } from 'vitest';
import { formatDateToken } from '../../../emulators/page/text/format-date-token.ts';

/** 18 February 2014, 14:39:42 UTC: the example of Slack's own page. */
const seconds = 1392734382;
const reader = { locale: 'en-GB', timeZone: 'Europe/Berlin', now: new Date('2014-03-01T12:00:00Z') };

test('a date is formatted in the reader’s zone and language', () => {
  expect(format('{date_num} {time_secs}')).toBe('2014-02-18 15:39:42');
  expect(format('{date_num} {time}', { locale: 'de', timeZone: 'America/New_York' })).toBe('2014-02-18 9:39');
  expect(format('{date_long}', { locale: 'de' })).toBe('Dienstag, 18. Februar 2014');
});

test('a pretty date near today is yesterday, today or tomorrow', () => {
  expect(format('{date_pretty}', { now: new Date('2014-02-19T08:00:00Z') })).toBe('yesterday');
  expect(format('{date_short_pretty}', { now: new Date('2014-02-18T08:00:00Z') })).toBe('today');
  expect(format('{date_long_pretty}', { now: new Date('2014-02-17T08:00:00Z') })).toBe('tomorrow');
  expect(format('{date_short_pretty}')).toBe('18 Feb 2014');
});

test('today is the reader’s day, not that of UTC', () => {
  const now = new Date('2014-02-18T23:30:00Z');

  expect(format('{date_pretty}', { now, timeZone: 'UTC' })).toBe('today');
  expect(format('{date_pretty}', { now, timeZone: 'Europe/Berlin' })).toBe('yesterday');
});

test('how long ago it was counts from now', () => {
  expect(format('{ago}', { now: new Date((seconds + 120) * 1000) })).toBe('2 minutes ago');
});

test('a token that is unknown gives the fallback', () => {
  expect(format('{date} {moon_phase}')).toBe('the fallback');
});

test('a time that no calendar holds gives the fallback', () => {
  expect(formatDateToken({ ...token('{date}'), seconds: 9e12 }, reader)).toBe('the fallback');
});

function format(pattern: string, changes: Partial<typeof reader> = {}): string {
  return formatDateToken(token(pattern), { ...reader, ...changes });
}

function token(pattern: string) {
  return { kind: 'date' as const, seconds, format: pattern, href: null, fallback: 'the fallback' };
}
