import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { z } from 'zod';
import { entryEndpoint } from '../../audit-log/record-entry.ts';
import { type AuditEntry, botActor } from '../../domain/audit-entry.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import { ageMs, isOver, type Moment, momentOf } from '../../domain/moment.ts';
import { hashOfName } from '../../domain/vpn-name.ts';
import { completeOrReschedule, leaseTerm, retryOnFailure } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { DeniedConnections } from '../../ports/block-list.ts';
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
    await completeOrReschedule(app, lease, await app.announcer.announce([entry]), correlation);
  });
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
