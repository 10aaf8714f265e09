import { entryEndpoint } from '../../audit-log/record-entry.ts';
import { type AuditEntry, botActor } from '../../domain/audit-entry.ts';
import type { DeniedConnections } from '../../domain/connection-attempt.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import { ageMs, isOver, type Moment, momentOf } from '../../domain/moment.ts';
import { hashOfName } from '../../domain/vpn-name.ts';
import { againAt, rescheduleOrComplete } from '../../jobs/complete-job.ts';
import { leaseTerm } from '../../jobs/lease.ts';
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
  let looked: { readonly at: Moment; readonly pauseMs: number } | undefined;

  return async () => {
    const { clock, blocking } = app;
    if (blocking === undefined || (looked && ageMs(clock, looked.at) < looked.pauseMs)) return;
    looked = { at: momentOf(clock), pauseMs: everyMs };
    try {
      await tellTurnedAway(app, await blocking.arrivals.turnedAway());
    } catch (error) {
      looked = { ...looked, pauseMs: afterFailureMs };
      app.diagnostics.report(failureFrom(error), 'look for denied connections', app.newCorrelation());
    }
  };
}

async function tellTurnedAway(app: AppContext, all: readonly DeniedConnections[]): Promise<void> {
  const { jobs, clock } = app;
  for (const turnedAway of all) {
    if (!isDue(turnedAway, clock.now())) continue;
    // If several processes poll at once, only one of them can enqueue this job.
    const hold = await jobs.enqueueClaimed(jobFromDenied(turnedAway), leaseTerm(clock));
    if (hold !== undefined) await resumeDeniedReport(app, hold);
  }
}

function isDue({ count, told, toldAt }: DeniedConnections, now: Date): boolean {
  return count > told && (toldAt === undefined || isOver(toldAt, quietMs - 1, now));
}

/** Records and reports denied connections, continuing where an earlier process stopped. */
export async function resumeDeniedReport(app: AppContext, hold: Lease): Promise<void> {
  const job = parseDeniedReportJob(hold.job);
  if (job === undefined || app.blocking === undefined) return app.jobs.complete(hold);

  const { correlation, turnedAway } = job;
  try {
    const [known] = await app.log.ofRequest(correlation);
    const entry = known ?? (await recordDenied(app, job));
    await app.blocking.arrivals.told(turnedAway, app.clock.now());
    const isTold = await app.announcer.announce([entry]);
    await rescheduleOrComplete(app, hold, correlation, isTold ? undefined : againAt(app));
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'report denied connections', correlation);
    await rescheduleOrComplete(app, hold, correlation, againAt(app));
  }
}

function recordDenied(
  { log, clock, rules }: AppContext,
  { correlation, turnedAway }: DeniedReportJob,
): Promise<AuditEntry> {
  const { name, latest } = turnedAway;
  const endpoint = rules.endpoints.find(({ id }) => id === latest.endpoint);
  return log.append({
    at: clock.now().toISOString(),
    kind: 'turned-away',
    correlation,
    actor: botActor,
    target: name,
    ...(endpoint !== undefined && { endpoint: entryEndpoint(endpoint) }),
    connections: [{ id: latest.connection }],
    detail: detailOf(turnedAway),
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
  readonly turnedAway: DeniedConnections;
}

/** The key lets only one of several processes that find the same denials enqueue the job. */
function jobFromDenied(turnedAway: DeniedConnections): Job {
  const { name, count, told, latest } = turnedAway;
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
    turnedAway: { name, count: Number(count), told: Number(told), toldAt: undefined, latest },
  };
}
