import { subHours } from 'date-fns/subHours';
import { subMinutes } from 'date-fns/subMinutes';
import { describe, expect, test } from 'vitest';
import { altText, usageText } from '../../../src/features/charts/usage-text.ts';
import { anObservation, aUsageSeries, chartedAt, observationsUntil } from '../../builders/a-usage-series.ts';

const berlin = 'Europe/Berlin';

test('says peak, average and present count, with times in the reader’s time zone', () => {
  expect(usageText(aUsageSeries())).toBe(
    'Last 24 hours: peak 412 at <!date^1795772400^{time}|09:40 UTC>, average 106, now 13.',
  );
});

test('says the same without markup for a picture, in the time zone of the picture', () => {
  expect(altText(aUsageSeries({ limit: 7_000 }), berlin)).toBe(
    'Chart of the connections to prod-eu. Times in Europe/Berlin. Last 24 hours: peak 412 at 10:40, average 106, now 13. The default limit on AWS is 7,000.',
  );
});

test('names the day of a time in a week', () => {
  expect(altText(aUsageSeries({ period: 'week' }), 'America/New_York')).toContain(
    'Times in America/New York. Last 7 days: peak 412 on Fri 27 Nov 04:40,',
  );
});

test('puts the day of a time in parentheses where Slack writes it, as “yesterday at 9:40 AM”', () => {
  expect(usageText(aUsageSeries({ period: 'week' }))).toMatch(
    /peak 412 \(<!date\^\d+\^\{date_short_pretty\} at \{time\}\|2026-11-27 09:40 UTC>\),/,
  );
});

test('does not call an old count the present one', () => {
  const series = aUsageSeries({ observations: [anObservation(subMinutes(chartedAt, 20), 8)] });

  expect(altText(series, berlin)).toContain('average 8, 8 at 18:20.');
});

test('gives a small average one decimal', () => {
  const observations = observationsUntil(chartedAt, { count: 288, everyMinutes: 5, active: (n) => n % 2 });

  expect(usageText(aUsageSeries({ observations }))).toContain('average 0.5,');
});

describe('tells what was not observed', () => {
  test('at all', () => {
    expect(usageText(aUsageSeries({ observations: [] }))).toBe('Last 24 hours: not observed.');
  });

  test('before the first count, between two, and since the last', () => {
    const [early, late] = [subHours(chartedAt, 12), subHours(chartedAt, 6)];
    const series = aUsageSeries({ observations: [anObservation(early, 1), anObservation(late, 2)] });

    expect(altText(series, berlin)).toContain(
      'Not observed before 06:40, from 06:40 to 12:40, and since 12:40.',
    );
  });

  test('in no more than three times, and counts the others', () => {
    const observations = [20, 16, 12, 8, 4].map((hours) => anObservation(subHours(chartedAt, hours), 1));

    expect(altText(aUsageSeries({ observations }), berlin)).toMatch(/, from .*, and 3 more\.$/);
  });
});
