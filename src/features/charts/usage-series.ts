import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subDays } from 'date-fns/subDays';
import { type Gap, gapsIn, type Observation } from '../../domain/connection-record.ts';
import { connectionLimit, type Endpoint } from '../../domain/endpoint.ts';
import type { AppContext } from '../../ports/app-context.ts';

export type ChartPeriod = 'day' | 'week';

/** How many connections an endpoint had over the last day or week. */
export interface UsageSeries {
  readonly endpointName: string;
  readonly period: ChartPeriod;
  readonly from: Date;
  readonly to: Date;
  /** In order; at most about {@link mostPoints}, which include the lowest and the highest of their time. */
  readonly points: readonly UsagePoint[];
  /** When the number of connections is unknown, in order. No line may be drawn across. */
  readonly gaps: readonly Gap[];
  /** Undefined if the endpoint was not observed at all. */
  readonly figures: UsageFigures | undefined;
  /** The most connections that AWS allows the endpoint; undefined if that is not known, or was not asked. */
  readonly limit: number | undefined;
}

export interface UsagePoint {
  readonly at: Date;
  readonly active: number;
}

export interface UsageFigures {
  readonly peak: UsagePoint;
  /** The mean over the observed time, not over the observations, which may be at irregular intervals. */
  readonly average: number;
  readonly latest: UsagePoint;
}

const daysIn: Readonly<Record<ChartPeriod, number>> = { day: 1, week: 7 };
/** The next observation may still be on its way. */
const expectedWithinMs = minutesToMilliseconds(30);
/** Twice as many as a picture has room for side by side. */
const mostPoints = 1_500;

/**
 * Loads the number of connections of an endpoint over the last day or week. It asks AWS for nothing, so its limit is
 * undefined.
 *
 * @returns Undefined if the history is turned off.
 * @throws {Failure} `history_unavailable`
 */
export async function usageSeries(
  { history, clock }: Pick<AppContext, 'history' | 'clock'>,
  endpoint: Endpoint,
  period: ChartPeriod,
): Promise<UsageSeries | undefined> {
  if (history === undefined) return undefined;

  const to = clock.now();
  const from = subDays(to, daysIn[period]);
  const observations = await history.observations(endpoint.id, from, to);
  return seriesOf(observations, { endpointName: endpoint.name, period, from, to, limit: undefined });
}

/**
 * Loads what {@link usageSeries} does, together with the limit, for which it asks EC2.
 *
 * @returns Undefined if the history is turned off.
 * @throws {Failure} `history_unavailable`
 */
export async function usageSeriesWithLimit(
  app: Pick<AppContext, 'history' | 'clock' | 'vpn'>,
  endpoint: Endpoint,
  period: ChartPeriod,
): Promise<UsageSeries | undefined> {
  if (app.history === undefined) return undefined;

  const [series, limit] = await Promise.all([
    usageSeries(app, endpoint, period),
    // A series without its limit is better than none.
    app.vpn.networks(endpoint).then(connectionLimit, () => undefined),
  ]);
  return series && { ...series, limit };
}

/** Makes a series from the observations that end in its period, the earliest first. */
export function seriesOf(
  observations: readonly Omit<Observation, 'endpointId'>[],
  of: Pick<UsageSeries, 'endpointName' | 'period' | 'from' | 'to' | 'limit'>,
): UsageSeries {
  const counts = observations.map(({ at, active }) => ({ at, active }));
  const gaps = gapsBetweenCounts(observations, of);
  const parts = partsBetween(counts, gaps);
  return {
    ...of,
    points: parts.flatMap((part) => thinned(part, Math.ceil((mostPoints * part.length) / counts.length))),
    gaps,
    figures: figuresOf(parts),
  };
}

/**
 * After a gap in observation, EC2 still lists what ended within the last hour, but how many connections there were is
 * only known from the next count on.
 */
function gapsBetweenCounts(
  observations: readonly Omit<Observation, 'endpointId'>[],
  { from, to }: Gap,
): readonly Gap[] {
  return gapsIn({ from, to }, observations).flatMap((gap) => {
    const next = observations.find(({ at }) => at >= gap.to);
    const isExpected = next === undefined && differenceInMilliseconds(to, gap.from) < expectedWithinMs;
    return isExpected && gap.from > from ? [] : [{ from: gap.from, to: next?.at ?? to }];
  });
}

/** The runs of counts between gaps, across which a line can be drawn. */
export function partsBetween(
  points: readonly UsagePoint[],
  gaps: readonly Gap[],
): readonly (readonly UsagePoint[])[] {
  const bounds = [...gaps.map(({ from }) => from.getTime()), Number.POSITIVE_INFINITY];
  let rest = points;
  return bounds.flatMap((bound) => {
    const count = rest.findIndex(({ at }) => at.getTime() > bound);
    const part = count < 0 ? rest : rest.slice(0, count);
    rest = rest.slice(part.length);
    return part.length === 0 ? [] : [part];
  });
}

function figuresOf(parts: readonly (readonly UsagePoint[])[]): UsageFigures | undefined {
  const points = parts.flat();
  const latest = points.at(-1);
  if (latest === undefined) return undefined;

  const peak = points.reduce((highest, point) => (point.active > highest.active ? point : highest));
  return { peak, average: averageOf(parts), latest };
}

function averageOf(parts: readonly (readonly UsagePoint[])[]): number {
  let [observedMs, sum] = [0, 0];
  for (const part of parts) {
    for (const [index, { at, active }] of part.slice(1).entries()) {
      const before = part[index] ?? { at, active };
      const ms = differenceInMilliseconds(at, before.at);
      observedMs += ms;
      sum += (ms * (active + before.active)) / 2;
    }
  }
  if (observedMs > 0) return sum / observedMs;

  const points = parts.flat();
  return points.reduce((total, { active }) => total + active, 0) / points.length;
}

/** Keeps the lowest and the highest point of each slice of time, so that neither a peak nor an outage disappears. */
function thinned(points: readonly UsagePoint[], most: number): readonly UsagePoint[] {
  if (points.length <= most) return points;

  const perSlice = Math.ceil((points.length * 2) / most);
  const kept: UsagePoint[] = [];
  for (let start = 0; start < points.length; start += perSlice) {
    const byCount = points.slice(start, start + perSlice).toSorted((a, b) => a.active - b.active);
    const ends = [byCount[0], byCount.at(-1)].flatMap((point) => point ?? []);
    kept.push(...new Set(ends.toSorted((a, b) => a.at.getTime() - b.at.getTime())));
  }
  return kept;
}
