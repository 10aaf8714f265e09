import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import * as z from 'zod';
import { entryEndpoint, maxInPart, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { Kick } from '../../domain/kick.ts';
import { type EntryThread, kickFromEntries, threadsOf } from '../../domain/kick-from-entries.ts';
import { type ReconnectWarning, reconnectDetail, reconnectReportFrom } from '../../domain/reconnect.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { completeOrReschedule, leaseTerm, retryOnFailure } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { parseJson } from '../../slack/block-kit/parse-json.ts';
import type { AttributedReconnect, WatchedKick } from './attribute-reconnects.ts';
import { againSchema, connectionSchema, correlationSchema, endpointSchema, type WatchJob } from './job.ts';

/** Correlation, endpoint, connection, the name that reconnected, the target of Kick again, and milliseconds. */
const payloadSchema = z.tuple([
  correlationSchema,
  endpointSchema,
  connectionSchema,
  z.string(),
  againSchema,
  z.string(),
]);

/** The job that records and reports one reconnect, even if the process crashes. */
interface ReconnectReportJob extends Pick<WatchJob, 'correlation' | 'endpoint' | 'again'> {
  readonly connection: ConnectionId;
  /** The name that reconnected. */
  readonly name: string;
  readonly afterMs: number;
}

function reconnectReportJobFrom(job: ReconnectReportJob): Job {
  const { correlation, endpoint, connection, name, again, afterMs } = job;
  const payload = [correlation, endpoint, connection, name, again, String(afterMs)];
  return { key: `returned ${correlation} ${connection}`, payload: JSON.stringify(payload) };
}

/** Records and reports that someone has reconnected with this connection, once however often it is seen. */
export async function announceReconnect(
  app: AppContext,
  { id: endpoint }: Endpoint,
  { kick, connection, afterMs }: AttributedReconnect,
): Promise<void> {
  const { correlation, again } = kick.watch;
  const name = namesText([connection]);
  const job = { correlation, endpoint, connection: connection.id, name, again, afterMs };
  const lease = await app.jobs.enqueueClaimed(reconnectReportJobFrom(job), leaseTerm(app.clock));
  if (lease !== undefined) await recordAndReport(app, lease, job);
}

/** Resumes the report of a reconnect that a crashed process left unfinished. */
export async function resumeReconnectReport(app: AppContext, lease: Lease): Promise<void> {
  const { data } = payloadSchema.safeParse(parseJson(lease.job.payload));
  if (data === undefined) return app.jobs.complete(lease);

  const [correlation, endpoint, connection, name, again, afterMs] = data;
  const job = { correlation, endpoint, connection, name, again, afterMs: Number(afterMs) };
  return recordAndReport(app, lease, job);
}

function recordAndReport(app: AppContext, lease: Lease, job: ReconnectReportJob): Promise<void> {
  return retryOnFailure(app, lease, job.correlation, 'report reconnect', async () => {
    const warning = await recorded(app, job);
    const isReported = warning === undefined || (await app.announcer.warn(warning));
    await completeOrReschedule(app, lease, isReported, job.correlation);
  });
}

/** @returns Undefined if the kick is no longer in the audit log, or the endpoint no longer in the configuration. */
async function recorded(app: AppContext, job: ReconnectReportJob): Promise<ReconnectWarning | undefined> {
  const entries = await app.log.ofRequest(job.correlation);
  const kick = kickFromEntries(entries, app.rules.endpoints);
  const endpoint = app.rules.endpoints.find(({ id }) => id === job.endpoint);
  const follows = threadFollowed(entries, job);
  if (kick === undefined || endpoint === undefined || follows === undefined) return undefined;

  const { name, connection, afterMs } = job;
  const from = await attemptOf(app, job, kick.requestedAt);
  const where = from === undefined ? '' : `, from ${from.publicIp} (${from.platform})`;
  const known = entries.find(
    ({ kind, connections = [] }) => kind === 'returned' && connections.some(({ id }) => id === connection),
  );
  const detail = reconnectDetail([afterMs], where);
  const entry = known ?? (await recordReturned(app, kick, endpoint, name, [connection], detail));
  return {
    kick,
    name,
    endpoint,
    connection,
    afterMs,
    from,
    seenAt: new Date(entry.at),
    again: job.again === 'name' ? { kind: 'name', name } : { kind: 'connection', connection },
    mayBlock: mayBlockFrom(app, kick.channel.id),
    entry,
    follows,
  };
}

const clockToleranceMs = minutesToMilliseconds(1);

/**
 * The connect handler saw more of a connection than EC2 lists. If that can't be read, the warning goes out without it.
 */
async function attemptOf(
  { blocking, diagnostics }: AppContext,
  { correlation, name, connection }: ReconnectReportJob,
  requestedAt: Date,
): Promise<ReconnectWarning['from']> {
  // Connect handlers have their own clocks; the connection's id identifies the attempt.
  const since = new Date(requestedAt.getTime() - clockToleranceMs);
  try {
    const attempts = await blocking?.attempts.of([name], since);
    return attempts?.find((attempt) => attempt.connection === connection);
  } catch (error) {
    diagnostics.report(failureFrom(error), 'look up connection attempt', correlation);
    return undefined;
  }
}

/** Whether a channel can block: for offering it, never for authorizing it. */
function mayBlockFrom({ rules, blocking }: AppContext, channel: string): boolean {
  const rule = [...rules.channels.values()].find(({ id }) => id === channel);
  return blocking !== undefined && (rule?.allow.includes('block') ?? false);
}

function recordReturned(
  app: AppContext,
  { correlation, actor, channel }: ReconnectWarning['kick'],
  endpoint: Endpoint,
  target: string,
  ids: readonly ConnectionId[],
  detail: string,
): Promise<AuditEntry> {
  const context = { correlation, actor, channel, authority: alone, target };
  const connections = ids.map((id) => ({ id, current: { code: 'active' } }));
  return record(app, context, 'returned', { endpoint: entryEndpoint(endpoint), connections, detail });
}

/**
 * Finds the thread of the kick on the endpoint of the reconnect; for a reconnect elsewhere, the kick's first thread.
 */
function threadFollowed(
  entries: readonly AuditEntry[],
  { endpoint }: ReconnectReportJob,
): EntryThread | undefined {
  const threads = threadsOf(entries).filter(([{ kind }]) => kind === 'requested');
  return threads.findLast(([first]) => first.endpoint?.id === endpoint) ?? threads[0];
}

/**
 * Records reconnects after a kick of many: each in its own entry, or if there are over a hundred, a hundred per entry.
 */
export async function recordReconnects(
  app: AppContext,
  kick: Kick,
  endpoint: Endpoint,
  reconnects: readonly AttributedReconnect[],
): Promise<void> {
  const atOnce = reconnects.length > maxInPart ? maxInPart : 1;
  for (let from = 0; from < reconnects.length; from += atOnce) {
    const some = reconnects.slice(from, from + atOnce);
    const connections = some.map(({ connection }) => connection);
    const detail = reconnectDetail(some.map(({ afterMs }) => afterMs));
    const ids = connections.map(({ id }) => id);
    await recordReturned(app, kick, endpoint, namesText(connections), ids, detail);
  }
}

/**
 * Shows who has reconnected after a kick of many, in one live message. The watches of several endpoints update the same
 * message, so after each update the audit log is read again, until it has no new entry.
 *
 * @returns Whether the message now shows everything that is recorded.
 */
export async function reportReconnects(app: AppContext, { watch, ended }: WatchedKick): Promise<boolean> {
  let isReported = true;
  for (let shown = -1; ; ) {
    const entries = await app.log.ofRequest(watch.correlation);
    if (entries.length === shown) return isReported;

    shown = entries.length;
    const kick = kickFromEntries(entries, app.rules.endpoints);
    if (kick === undefined) return true;

    const report = reconnectReportFrom(kick, entries, ended, mayBlockFrom(app, kick.channel.id));
    isReported = report === undefined || (await app.announcer.reportReconnects(report));
  }
}
