import { addMilliseconds } from 'date-fns/addMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import * as z from 'zod';
import { entryEndpoint } from '../../audit-log/record-entry.ts';
import { type AuditEntry, botActor } from '../../domain/audit-entry.ts';
import { type Block, blockFor, clockToleranceMs } from '../../domain/block.ts';
import type { DeniedReport } from '../../domain/block-report.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseChannelId, parseCorrelation } from '../../domain/ids.ts';
import { ageMs, isOver, type Moment, momentOf } from '../../domain/moment.ts';
import { endpointLimitOf, isWithin } from '../../domain/rules.ts';
import { hashOfName } from '../../domain/vpn-name.ts';
import { completeOrReschedule, leaseTerm, retryOnFailure } from '../../jobs/complete-job.ts';
import { channelProblem } from '../../policy/authorize.ts';
import type { AppContext, Blocking } from '../../ports/app-context.ts';
import type { ConnectionAttempt, DeniedConnections } from '../../ports/block-list.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import { deniedDetail } from './block-details.ts';

/** A denied client retries every few seconds: the first denial is reported at once, and those that follow together. */
const quietMs = minutesToMilliseconds(15);
/**
 * The connect handlers cannot call Bouncer, so it polls. The list is nearly always short, so a poll costs almost
 * nothing.
 */
const everyMs = 5_000;
/** A failure to read the list is reported once a minute instead of at every poll. */
const afterFailureMs = minutesToMilliseconds(1);

/**
 * Returns a function that records and reports denied connections, if a poll is due when it is called. It never throws:
 * what cannot be reported now is reported later.
 */
export function deniedConnectionReporter(app: AppContext): () => Promise<void> {
  let lastPoll: { readonly at: Moment; readonly pauseMs: number } | undefined;

  return async () => {
    const { clock, blocking } = app;
    if (blocking === undefined || (lastPoll && ageMs(clock, lastPoll.at) < lastPoll.pauseMs)) return;
    lastPoll = { at: momentOf(clock), pauseMs: everyMs };
    try {
      await reportDenied(app, await blocking.attempts.denied());
    } catch (error) {
      lastPoll = { ...lastPoll, pauseMs: afterFailureMs };
      app.diagnostics.report(failureFrom(error), 'look for denied connections', app.newCorrelation());
    }
  };
}

async function reportDenied(app: AppContext, all: readonly DeniedConnections[]): Promise<void> {
  const { jobs, clock } = app;
  for (const denied of all) {
    if (!isDue(denied, clock.now())) continue;
    // If several processes poll at once, only one of them can enqueue this job.
    const lease = await jobs.enqueueClaimed(jobFromDenied(denied), leaseTerm(clock));
    if (lease !== undefined) await resumeDeniedReport(app, lease);
  }
}

function isDue({ count, reported, reportedAt }: DeniedConnections, now: Date): boolean {
  return count > reported && (reportedAt === undefined || isOver(reportedAt, quietMs - 1, now));
}

/** Records and reports denied connections, continuing where an earlier process stopped. */
export async function resumeDeniedReport(app: AppContext, lease: Lease): Promise<void> {
  const { blocking } = app;
  const denied = parseDeniedReportJob(lease.job);
  const correlation = denied && correlationOf(denied);
  if (denied === undefined || correlation === undefined || blocking === undefined)
    return app.jobs.complete(lease);

  await retryOnFailure(app, lease, correlation, 'report denied connections', async () => {
    const [known] = await app.log.ofRequest(correlation);
    const entry = known ?? (await recordDenied(app, correlation, denied));
    await blocking.attempts.markReported(denied, app.clock.now());
    const isAnnounced = await app.announcer.announce([entry]);
    // The report in the audit channel is enough, so the job does not depend on the one in the thread.
    await reportInThread(app, blocking, denied, entry);
    await completeOrReschedule(app, lease, isAnnounced, correlation);
  });
}

/** Reports denied connections in the thread of the block that denied them, if its channel may still read that. */
async function reportInThread(
  app: AppContext,
  { blocks }: Blocking,
  denied: DeniedConnections,
  entry: AuditEntry,
): Promise<void> {
  try {
    const { name, latest } = denied;
    const names = [name, latest.username, latest.commonName].filter((text) => text !== '');
    const block = denyingBlock(await blocks.on(names), latest);
    const report = block && (await reportFor(app, denied, entry, block));
    if (report !== undefined) await app.announcer.showDenied(report);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'report denied connections in a thread', app.newCorrelation());
  }
}

/** Finds the block that denied an attempt, unless it has been removed since. */
function denyingBlock(blocks: readonly Block[], latest: ConnectionAttempt): Block | undefined {
  const until = addMilliseconds(latest.at, clockToleranceMs);
  const then = blocks.filter(({ at }) => at <= until);
  return blockFor(then, latest, latest.at);
}

/** @returns Undefined if the block's channel may not read about the endpoint, or not about blocks any more. */
async function reportFor(
  { rules, log, directory }: AppContext,
  { name, count, reported, latest }: DeniedConnections,
  { seq, at: reportedAt }: AuditEntry,
  block: Block,
): Promise<DeniedReport | undefined> {
  const [request] = await log.ofRequest(block.correlation);
  const id = parseChannelId(request?.channel?.id ?? '');
  if (request?.channel === undefined || id === undefined) return undefined;
  if (channelProblem(rules, await directory.channel(id), 'block') !== undefined) return undefined;
  const limit = endpointLimitOf(rules, id);
  if (limit !== undefined && !isWithin(limit, latest.endpoint)) return undefined;

  const { at, publicIp, platform } = latest;
  return {
    ...{ seq, at: new Date(reportedAt), block: block.correlation, channel: request.channel, name },
    endpoint: rules.endpoints.find((endpoint) => endpoint.id === latest.endpoint),
    attempts: limit === undefined ? { unreported: count - reported, total: count } : undefined,
    latest: { at, publicIp, platform },
  };
}

/** Every process derives the same from the same denials. */
function correlationOf({ name, latest }: DeniedConnections): Correlation | undefined {
  return parseCorrelation(`away-${hashOfName(name).slice(0, 12)}-${latest.at.getTime()}`);
}

function recordDenied(
  { log, clock, rules }: AppContext,
  correlation: Correlation,
  denied: DeniedConnections,
): Promise<AuditEntry> {
  const { name, latest } = denied;
  const endpoint = rules.endpoints.find(({ id }) => id === latest.endpoint);
  return log.append({
    at: clock.now().toISOString(),
    kind: 'turned-away',
    correlation,
    actor: botActor,
    target: name,
    ...(endpoint !== undefined && { endpoint: entryEndpoint(endpoint) }),
    connections: [{ id: latest.connection }],
    detail: deniedDetail(denied),
  });
}

/** Count, number already reported, name, and the latest attempt: with everything that the audit entry says. */
const payloadSchema = z.tuple([
  z.string().transform(Number),
  z.string().transform(Number),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.iso.datetime(),
]);

/** The key lets only one of several processes that find the same denials enqueue the job. */
function jobFromDenied(denied: DeniedConnections): Job {
  const { name, count, reported, latest } = denied;
  const { connection, endpoint, username, commonName, publicIp, platform, at } = latest;
  const texts = [name, connection, endpoint, username, commonName, publicIp, platform, at.toISOString()];

  return {
    key: `turned-away ${hashOfName(name)} ${reported}`,
    payload: JSON.stringify([String(count), String(reported), ...texts]),
  };
}

function parseDeniedReportJob({ payload }: Job): DeniedConnections | undefined {
  const { data } = payloadSchema.safeParse(parseJson(payload));
  if (data === undefined) return undefined;

  const [count, reported, name, connection, endpoint, username, commonName, publicIp, platform, at] = data;
  const names = { username, commonName, publicIp, platform };
  const latest = { connection, endpoint, ...names, at: new Date(at), verdict: 'turned_away' as const };
  return { name, count, reported, reportedAt: undefined, latest };
}
