import { addMinutes } from 'date-fns/addMinutes';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { subHours } from 'date-fns/subHours';
import { subMinutes } from 'date-fns/subMinutes';
import { expect, test } from 'vitest';
import type { Observation } from '../../../src/domain/connection-record.ts';
import {
  partsBetween,
  seriesOf,
  usageSeries,
  usageSeriesWithLimit,
} from '../../../src/features/charts/usage-series.ts';
import { anObservation, chartedAt, observationsUntil } from '../../builders/a-usage-series.ts';
import { anEndpoint, lab } from '../../builders/an-endpoint.ts';
import { anApp } from '../../doubles/an-app.ts';

const day = {
  endpointName: 'prod-eu',
  period: 'day',
  from: subDays(chartedAt, 1),
  to: chartedAt,
  limit: undefined,
} as const;
const ofDay = (observations: readonly Observation[]) => seriesOf(observations, day);
const atHour = (hoursAgo: number, active: number) => anObservation(subHours(chartedAt, hoursAgo), active);

test('reads the observations of one endpoint in the last day, up to now', async () => {
  const app = anApp();
  const now = app.clock.now();
  for (const [hoursAgo, active] of [
    [25, 100],
    [20, 7],
    [0, 9],
  ] as const) {
    await app.history.recordObservation(anObservation(subHours(now, hoursAgo), active));
  }
  await app.history.recordObservation({ ...anObservation(now, 500), endpointId: lab.id });

  const series = await usageSeries(app, anEndpoint(), 'day');

  expect(series).toMatchObject({ endpointName: 'prod-eu', period: 'day', to: now });
  expect(series?.points.map(({ active }) => active)).toEqual([7, 9]);
});

test('reads seven days for a week', async () => {
  const app = anApp();
  await app.history.recordObservation(anObservation(subDays(app.clock.now(), 6), 3));

  const series = await usageSeries(app, anEndpoint(), 'week');

  expect(series?.points.map(({ active }) => active)).toEqual([3]);
});

test.each([
  [1, 7_000],
  [2, 36_500],
  [5, 126_000],
  [0, undefined],
  [6, undefined],
])('knows the limit of an endpoint with %i networks', async (networks, limit) => {
  const app = anApp();
  app.vpn.networksOf.set(anEndpoint().id, networks);

  expect(await usageSeriesWithLimit(app, anEndpoint(), 'day')).toMatchObject({ limit });
});

test('has no limit if AWS does not let Bouncer count the networks', async () => {
  const app = anApp();
  app.vpn.fail({ method: 'networks', code: 'aws_denied' });

  expect(await usageSeriesWithLimit(app, anEndpoint(), 'day')).toMatchObject({
    limit: undefined,
    points: [],
  });
});

test('has no series if the history is turned off', async () => {
  const app = { ...anApp(), history: undefined };

  expect(await usageSeries(app, anEndpoint(), 'day')).toBeUndefined();
  expect(await usageSeriesWithLimit(app, anEndpoint(), 'day')).toBeUndefined();
});

test('names the peak, and averages over time rather than over observations', () => {
  // Four observations in the last hour say no more about the day than one of each hour before.
  const { figures } = ofDay([
    ...observationsUntil(subHours(chartedAt, 1), { count: 24, everyMinutes: 60, active: () => 10 }),
    anObservation(subMinutes(chartedAt, 30), 90),
    anObservation(subMinutes(chartedAt, 15), 90),
    anObservation(chartedAt, 40),
  ]);

  expect(figures?.peak).toEqual({ at: subMinutes(chartedAt, 30), active: 90 });
  expect(figures?.latest).toEqual({ at: chartedAt, active: 40 });
  // 23 hours of 10, half an hour that averages 50, a quarter of 90, and a quarter that averages 65.
  expect(figures?.average).toBeCloseTo((23 * 10 + 0.5 * 50 + 0.25 * 90 + 0.25 * 65) / 24, 5);
});

test('an endpoint that was not observed has a gap from beginning to end, and no figures', () => {
  expect(ofDay([])).toEqual({
    ...day,
    points: [],
    gaps: [{ from: day.from, to: day.to }],
    figures: undefined,
  });
});

test('a single observation is the peak, the average and the latest', () => {
  const { figures, points, gaps } = ofDay([anObservation(chartedAt, 41)]);

  expect(figures).toMatchObject({ peak: { active: 41 }, average: 41, latest: { active: 41 } });
  expect(points).toHaveLength(1);
  expect(gaps).toEqual([{ from: day.from, to: chartedAt }]);
});

test('a gap lasts until the next count, although EC2 still lists what ended within the hour before it', () => {
  const [before, after] = [atHour(10, 5), atHour(4, 8)];
  const { gaps } = ofDay([...hourly(24, 11), before, after, ...hourly(3, 0)]);

  expect(gaps).toEqual([{ from: before.at, to: after.at }]);
});

test('neither the average nor a line reaches across a gap', () => {
  const { points, gaps, figures } = ofDay([
    anObservation(subHours(chartedAt, 24), 0),
    anObservation(subHours(chartedAt, 23), 0),
    anObservation(subHours(chartedAt, 1), 100),
    anObservation(chartedAt, 100),
  ]);

  expect(partsBetween(points, gaps).map((part) => part.map(({ active }) => active))).toEqual([
    [0, 0],
    [100, 100],
  ]);
  expect(figures?.average).toBe(50);
});

test('the observation that is still due is no gap, until it is half an hour late', () => {
  const until = (minutesAgo: number) =>
    ofDay(
      observationsUntil(subMinutes(chartedAt, minutesAgo), { count: 400, everyMinutes: 5, active: () => 1 }),
    ).gaps;

  expect(until(29)).toEqual([]);
  expect(until(31)).toEqual([{ from: subMinutes(chartedAt, 31), to: chartedAt }]);
});

test('a week of scans every minute is thinned, but its peak, its lowest count and its gaps are kept', () => {
  const week = { ...day, period: 'week', from: subDays(chartedAt, 7) } as const;
  const outage = 4_321;
  const observations = observationsUntil(chartedAt, {
    count: 10_080,
    everyMinutes: 1,
    active: (index) => (index === 1_234 ? 999 : index === outage ? 0 : 400),
  }).filter((_, index) => index < 6_000 || index > 6_200);

  const { points, figures, gaps } = seriesOf(observations, week);

  expect(points.length).toBeLessThan(1_600);
  expect(Math.max(...points.map(({ active }) => active))).toBe(999);
  expect(Math.min(...points.map(({ active }) => active))).toBe(0);
  expect(figures?.peak.active).toBe(999);
  expect(gaps).toHaveLength(1);
  expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).toSorted((a, b) => +a - +b));
  expect(partsBetween(points, gaps)).toHaveLength(2);
});

test('a week of scans every five minutes keeps its 2,016 counts within what a picture can show', () => {
  const week = { ...day, period: 'week', from: subDays(chartedAt, 7) } as const;
  const observations = observationsUntil(chartedAt, {
    count: 2_016,
    everyMinutes: 5,
    active: (index) => index % 50,
  });

  const { points, figures } = seriesOf(observations, week);

  expect(points.length).toBeLessThan(1_600);
  expect(points.length).toBeGreaterThan(1_000);
  expect(figures?.average).toBeCloseTo(24.5, 0);
  const widest = points.slice(1).map(({ at }, index) => +at - +(points[index]?.at ?? at));
  expect(Math.max(...widest)).toBeLessThan(minutesToMilliseconds(30));
});

/** One observation an hour, from so many hours ago to so many. */
function hourly(from: number, to: number): readonly Observation[] {
  return Array.from({ length: from - to + 1 }, (_, index) =>
    anObservation(addMinutes(chartedAt, (index - from) * 60), 5),
  );
}
