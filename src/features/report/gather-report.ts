import { max } from 'date-fns/max';
import { min } from 'date-fns/min';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { EndpointUsage, LongConnection, MissingPart, UsageReport } from '../../domain/usage-report.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';
import { within } from '../../slack/within.ts';
import { sparkline } from '../charts/sparkline.ts';
import { usageSeriesWithLimit } from '../charts/usage-series.ts';
import { countActs } from './count-acts.ts';

export const daysInReport = 7;
const mostLongest = 5;
const recordsPerPage = 1_000;
/** Observations are stored every five minutes, and may be a little late. */
const recentMinutes = 15;

/** How much work a report may be. */
export interface Effort {
  /** Of a thousand connections, for each endpoint. */
  readonly pages: number;
  /** For reading the audit log. */
  readonly patienceMs: number;
  readonly awsPatienceMs: number;
}

/** Someone waits for `/vpn report`, and nobody for the weekly one. */
export const efforts = {
  interactive: { pages: 3, patienceMs: 2_000, awsPatienceMs: 2_000 },
  background: { pages: 30, patienceMs: 30_000, awsPatienceMs: 15_000 },
} as const satisfies Record<string, Effort>;

/**
 * Gathers what happened in the last seven days on the channel's endpoints. What cannot be read is missing from the
 * report, which says so; the rest is still reported.
 *
 * @param hasAudit Whether the channel may read the audit log.
 */
export async function gatherReport(
  app: ReadContext,
  {
    channel,
    endpoints,
    hasAudit,
    effort,
  }: {
    readonly channel: ChannelId;
    readonly endpoints: readonly Endpoint[];
    readonly hasAudit: boolean;
    readonly effort: Effort;
  },
): Promise<UsageReport> {
  const to = app.clock.now();
  const from = subDays(to, daysInReport);
  const missing: MissingPart[] = [];
  const orMissing = async <T>(work: Promise<T>, part: MissingPart): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      app.diagnostics.report(failureFrom(error), 'gather a report', app.newCorrelation());
      missing.push(part);
      return undefined;
    }
  };
  const { history } = app;
  if (history === undefined) missing.push('history_off');

  const usages = await orMissing(
    Promise.all(endpoints.map((endpoint) => usageOf(app, endpoint, effort))),
    'history_unavailable',
  );
  const found =
    history &&
    usages &&
    (await orMissing(longestOf(history, endpoints, from, to, effort), 'history_unavailable'));
  const acts = hasAudit
    ? await orMissing(countActs(app, channel, from, effort.patienceMs), 'audit_unavailable')
    : undefined;
  if (acts?.isCut) missing.push('audit_cut');
  return {
    channel,
    from,
    to,
    zone: app.rules.report?.zone ?? 'UTC',
    endpoints: usages ?? [],
    longest: found?.longest ?? [],
    isLongestCut: found?.isCut ?? false,
    acts,
    missing,
  };
}

async function usageOf(
  app: ReadContext,
  endpoint: Endpoint,
  { awsPatienceMs }: Effort,
): Promise<EndpointUsage> {
  const [series, expiry] = await Promise.all([
    usageSeriesWithLimit(app, endpoint, 'week'),
    // A role without the permission for CloudWatch is doctor's matter.
    within(awsPatienceMs, app.daysToExpiry(endpoint)).catch(() => undefined),
  ]);
  return {
    endpoint,
    figures: series?.figures && { peak: series.figures.peak, average: series.figures.average },
    sparkline: series && sparkline(series),
    gaps: series?.gaps ?? [],
    limit: series?.limit,
    expiry,
  };
}

/** Reads the connections of the week, the latest first, as far as the effort allows. */
async function longestOf(
  history: ConnectionHistory,
  endpoints: readonly Endpoint[],
  from: Date,
  to: Date,
  { pages }: Effort,
): Promise<{ readonly longest: readonly LongConnection[]; readonly isCut: boolean }> {
  let longest: readonly LongConnection[] = [];
  let isCut = false;
  for (const endpoint of endpoints) {
    const by = { kind: 'endpoint', endpointId: endpoint.id } as const;
    const observedAt = (await history.observations(endpoint.id, from, to)).at(-1)?.at;
    let until = to;
    let isMore = true;
    for (let page = 0; isMore && page < pages; page += 1) {
      const { records, isCut: hasMore } = await history.find({
        by,
        since: from,
        until,
        limit: recordsPerPage,
      });
      const found = records.map((record) => longConnection(record, endpoint, observedAt, to));
      longest = longestFirst([...longest, ...found]);
      const last = records.at(-1);
      isMore = hasMore && last !== undefined && last.startedAt < until;
      if (last !== undefined) until = last.startedAt;
    }
    isCut ||= isMore;
  }
  return { longest, isCut };
}

function longestFirst(connections: readonly LongConnection[]): readonly LongConnection[] {
  const distinct = new Map(
    connections.map((each) => [JSON.stringify([each.name, each.endpoint.id, each.startedAt]), each]),
  );
  return [...distinct.values()].toSorted((a, b) => b.ms - a.ms).slice(0, mostLongest);
}

function longConnection(
  record: ConnectionRecord,
  endpoint: Endpoint,
  observedAt: Date | undefined,
  to: Date,
): LongConnection {
  const { startedAt, endedAt, endedBefore, lastSeenAt } = record;
  const name = nameOf(record);
  // A connection is recorded when it begins and when it ends: it was active in every observation in between.
  const isObserved = observedAt !== undefined && startedAt <= observedAt;
  const end = endedAt ?? min([isObserved ? max([lastSeenAt, observedAt]) : lastSeenAt, to]);
  return {
    name: name.kind === 'unnamed' ? undefined : name.text,
    endpoint,
    startedAt,
    endedAt: endedBefore === undefined ? endedAt : undefined,
    isActive: endedAt === undefined && end >= subMinutes(to, recentMinutes),
    ms: Math.max(0, end.getTime() - startedAt.getTime()),
  };
}
