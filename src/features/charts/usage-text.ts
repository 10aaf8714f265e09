import { tz } from '@date-fns/tz';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { format } from 'date-fns/format';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Gap } from '../../domain/connection-record.ts';
import { shownPlain } from '../../slack/block-kit/escape-text.ts';
import { listed, timeText } from '../../slack/block-kit/quantities.ts';
import type { ChartPeriod, UsagePoint, UsageSeries } from './usage-series.ts';

const periodTexts = {
  day: 'last 24 hours',
  week: 'last 7 days',
} as const satisfies Record<ChartPeriod, string>;

/** The preposition of a time that {@link zonedTime} formats: in a week, it begins with the day. */
export const atOrOn = { day: 'at', week: 'on' } as const satisfies Record<ChartPeriod, string>;

/** An older count is not called the present one. */
const currentForMs = minutesToMilliseconds(15);
const mostGaps = 3;

/**
 * Says the figures of a series, as mrkdwn: `Last 24 hours: peak 84 at 10:35, average 41, now 52`. Times are in the
 * reader's own time zone.
 *
 * @param latest Whether to say how many connections there are now, or were at the latest count.
 */
export function usageText(
  series: UsageSeries,
  latest: 'with latest' | 'without latest' = 'with latest',
): string {
  const isDay = series.period === 'day';
  const time = (at: Date) => timeText(at, isDay ? 'time' : 'day');
  // Slack writes recent days as “today at 9:40 AM”, which no preposition fits.
  const when = (at: Date) => (isDay ? `at ${time(at)}` : `(${time(at)})`);
  return sentences(series, { time, when }, latest).join(' ');
}

/**
 * Says the same as plain text, for those who cannot see the picture.
 *
 * @param zone The time zone of the times, such as `Europe/Berlin`.
 */
export function altText(series: UsageSeries, zone: string): string {
  const name = shownPlain(series.endpointName, 60);
  const time = (at: Date) => zonedTime(at, series.period, zone);
  const when = (at: Date) => `${atOrOn[series.period]} ${time(at)}`;
  const about = `Chart of the connections to ${name}. ${zoneText(zone)}.`;
  return [about, ...sentences(series, { time, when })].join(' ');
}

/** For example `Connections to prod-eu, last 24 hours`. */
export function titleOf({ endpointName, period }: Pick<UsageSeries, 'endpointName' | 'period'>): string {
  return `Connections to ${endpointName}, ${periodTexts[period]}`;
}

export function zoneText(zone: string): string {
  return `Times in ${zone.replaceAll('_', ' ')}`;
}

/** Formats a time as the period needs it: `10:35`, or `Mon 23 Nov 10:35`. */
export function zonedTime(at: Date, period: ChartPeriod, zone: string): string {
  return format(at, period === 'day' ? 'HH:mm' : 'EEE d MMM HH:mm', { in: tz(zone) });
}

type WrittenTime = (at: Date) => string;

function sentences(
  series: UsageSeries,
  { time, when }: { readonly time: WrittenTime; readonly when: WrittenTime },
  which: 'with latest' | 'without latest' = 'with latest',
): readonly string[] {
  const { period, figures, limit } = series;
  const [first = '', ...rest] = periodTexts[period];
  const title = `${first.toUpperCase()}${rest.join('')}`;
  if (figures === undefined) return [`${title}: not observed.`];

  const { peak, average, latest } = figures;
  const gaps = series.gaps.map((gap) => gapText(series, gap, time));
  return [
    `${title}: ${[
      `peak ${count(peak.active)} ${when(peak.at)}`,
      `average ${averageText(average)}`,
      ...(which === 'with latest' ? [latestText(series, latest, when)] : []),
    ].join(', ')}.`,
    ...(limit === undefined ? [] : [`The default limit on AWS is ${count(limit)}.`]),
    ...(gaps.length === 0 ? [] : [`Not observed ${listed(gaps, mostGaps)}.`]),
  ];
}

/** At the ends of the period, the other time would say nothing, or could be taken for that of another day. */
function gapText(series: UsageSeries, { from, to }: Gap, time: WrittenTime): string {
  if (from <= series.from) return `before ${time(to)}`;
  return to >= series.to ? `since ${time(from)}` : `from ${time(from)} to ${time(to)}`;
}

export function latestText(
  { to }: Pick<UsageSeries, 'to'>,
  { at, active }: UsagePoint,
  when: WrittenTime,
): string {
  const isCurrent = differenceInMilliseconds(to, at) <= currentForMs;
  return isCurrent ? `now ${count(active)}` : `${count(active)} ${when(at)}`;
}

/** Formats an average: with one decimal below ten, where a whole number would say little. */
export function averageText(average: number): string {
  return average.toLocaleString('en', { maximumFractionDigits: average < 10 ? 1 : 0 });
}

function count(active: number): string {
  return active.toLocaleString('en');
}
