import { subHours } from 'date-fns/subHours';
import { expect, test } from 'vitest';
import { sparkline } from '../../../src/features/charts/sparkline.ts';
import { anObservation, aUsageSeries, chartedAt, observationsUntil } from '../../builders/a-usage-series.ts';

test('draws the highest count of each hour, from zero to the peak', () => {
  const observations = observationsUntil(chartedAt, {
    count: 288,
    everyMinutes: 5,
    active: (index) => (index % 12 === 0 ? Math.floor(index / 12) : 0),
  });

  expect(sparkline(aUsageSeries({ observations }))).toBe('▁▂▂▂▃▃▃▄▄▄▅▅▅▅▆▆▆▇▇▇████');
});

test('an endpoint without connections is flat', () => {
  const observations = observationsUntil(chartedAt, { count: 288, everyMinutes: 5, active: () => 0 });

  expect(sparkline(aUsageSeries({ observations }))).toBe('▁'.repeat(24));
});

test('an hour that was not observed is a dot, which nobody takes for zero', () => {
  const observations = [anObservation(subHours(chartedAt, 2), 5), anObservation(chartedAt, 10)];

  expect(sparkline(aUsageSeries({ observations }))).toBe(`${'·'.repeat(22)}▅█`);
});

test('a week has a character for every six hours', () => {
  expect(sparkline(aUsageSeries({ period: 'week' }))).toHaveLength(28);
});

test('draws nothing if nothing was observed', () => {
  expect(sparkline(aUsageSeries({ observations: [] }))).toBeUndefined();
});
