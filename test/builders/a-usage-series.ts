import { addMinutes } from 'date-fns/addMinutes';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import type { Observation } from '../../src/domain/connection-record.ts';
import { seriesOf, type UsageSeries } from '../../src/features/charts/usage-series.ts';
import { anEndpoint } from './an-endpoint.ts';

export const chartedAt = new Date('2026-11-27T17:40:00Z');

/** A complete scan, after which the hour before it is known. */
export function anObservation(at: Date, active: number): Observation {
  return { endpointId: anEndpoint().id, at, since: subMinutes(at, 60), active };
}

/** Scans at equal intervals up to a moment, the earliest first. */
export function observationsUntil(
  to: Date,
  { count, everyMinutes, active }: SeriesShape,
): readonly Observation[] {
  return Array.from({ length: count }, (_, index) => {
    const at = addMinutes(to, (index + 1 - count) * everyMinutes);
    return anObservation(at, active(index));
  });
}

interface SeriesShape {
  readonly count: number;
  readonly everyMinutes: number;
  /** How many connections the scan with this index counted. */
  readonly active: (index: number) => number;
}

/** The last day of prod-eu, in which a working day of 400 people begins. */
export function aUsageSeries({
  observations = observationsUntil(chartedAt, { count: 288, everyMinutes: 5, active: workingDay }),
  ...given
}: Partial<UsageSeries> & { readonly observations?: readonly Observation[] } = {}): UsageSeries {
  const period = given.period ?? 'day';
  const to = given.to ?? chartedAt;
  const from = subDays(to, period === 'day' ? 1 : 7);
  return {
    ...seriesOf(observations, { endpointName: 'prod-eu', period, from, to, limit: undefined }),
    ...given,
  };
}

function workingDay(index: number): number {
  const hour = index / 12;
  return Math.round(12 + 400 * Math.exp(-((hour - 16) ** 2) / 10));
}
