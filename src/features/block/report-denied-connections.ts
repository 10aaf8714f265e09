import { entryEndpoint } from '../../audit-log/record-entry.ts';
import { type AuditEntry, botActor } from '../../domain/audit-entry.ts';
import type { DeniedConnections } from '../../domain/connection-attempt.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import { ageMs, isOver, type Moment, momentOf } from '../../domain/moment.ts';
import { hashOfName } from '../../domain/vpn-name.ts';
import { leaseTerm, rescheduleOrComplete, retryAt } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';

/** A denied client retries every few seconds: the first denial is reported at once, and those that follow together. */
const quietMs = 15 * 60_000;
/**
 * The connect handlers cannot call Bouncer, so it polls. The list is nearly always short, so a poll costs almost
 * nothing.
 */
const everyMs = 5_000;
/** A failure to read the list is reported once a minute instead of at every poll. */
const afterFailureMs = 60_000;

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

function isDue({ count, told, toldAt }: DeniedConnections, now: Date): boolean {
  return count > told && (toldAt === undefined || isOver(toldAt, quietMs - 1, now));
}

/** Records and reports denied connections, continuing where an earlier process stopped. */
export async function resumeDeniedReport(app: AppContext, lease: Lease): Promise<void> {
  const job = parseDeniedReportJob(lease.job);
  if (job === undefined || app.blocking === undefined) return app.jobs.complete(lease);

  const { correlation, denied } = job;
  try {
    const [known] = await app.log.ofRequest(correlation);
    const entry = known ?? (await recordDenied(app, job));
    await app.blocking.attempts.told(denied, app.clock.now());
    const isReported = await app.announcer.announce([entry]);
    await rescheduleOrComplete(app, lease, correlation, isReported ? undefined : retryAt(app.clock));
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'report denied connections', correlation);
    await rescheduleOrComplete(app, lease, correlation, retryAt(app.clock));
  }
}

function recordDenied(
  { log, clock, rules }: AppContext,
  { correlation, denied }: DeniedReportJob,
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
    detail: detailOf(denied),
  });
}

function detailOf({ count, told, latest }: DeniedConnections): string {
  const { publicIp, platform, at } = latest;
  const times = count - told === 1 ? 'once' : `${count - told} times`;
  const from = [publicIp, platform].filter((text) => text !== '').join(', ');
  return `${times}, last at ${at.toISOString()}${from === '' ? '' : ` from ${from}`}; ${count} in all`;
}

/** One report of a name's denied connections, with everything that its audit entry says. */
interface DeniedReportJob {
  readonly correlation: Correlation;
  readonly denied: DeniedConnections;
}

/** The key lets only one of several processes that find the same denials enqueue the job. */
function jobFromDenied(denied: DeniedConnections): Job {
  const { name, count, told, latest } = denied;
  const { connection, endpoint, username, commonName, publicIp, platform, at } = latest;
  const texts = [name, connection, endpoint, username, commonName, publicIp, platform, at.toISOString()];

  return {
    key: `turned-away ${hashOfName(name)} ${told}`,
    payload: JSON.stringify([String(count), String(told), ...texts]),
  };
}

/** Returns undefined for a job that another version of Bouncer enqueued. */
function parseDeniedReportJob({ payload }: Job): DeniedReportJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || parts.length !== 10 || !parts.every((part) => typeof part === 'string'))
    return undefined;

  const [count, told, name = '', connection = '', endpoint = '', username = '', ...rest] = parts;
  const [commonName = '', publicIp = '', platform = '', atText = ''] = rest;
  const at = new Date(atText);
  const correlation = parseCorrelation(`away-${hashOfName(name).slice(0, 12)}-${at.getTime()}`);
  if (correlation === undefined) return undefined;

  const names = { username, commonName, publicIp, platform };
  const latest = { connection, endpoint, ...names, at, verdict: 'turned_away' as const };
  return {
    correlation,
    denied: { name, count: Number(count), told: Number(told), toldAt: undefined, latest },
  };
}
