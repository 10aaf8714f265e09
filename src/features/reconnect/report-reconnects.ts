import { entryEndpoint, mostInPart, record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import {
  type ConnectionId,
  type Correlation,
  type EndpointId,
  parseConnectionId,
  parseCorrelation,
  parseEndpointId,
} from '../../domain/ids.ts';
import type { Kick } from '../../domain/kick.ts';
import { type EntryThread, kickFromEntries, threadsOf } from '../../domain/kick-from-entries.ts';
import { type ReconnectWarning, reconnectDetail, reconnectReportFrom } from '../../domain/reconnect.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { reconnectedAfterMs } from '../../domain/watched-names.ts';
import { completeOrReschedule, leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import type { AttributedReconnects, WatchedKick } from './attribute-reconnects.ts';
import type { WatchJob } from './job.ts';
import type { Watch } from './watch.ts';

/** The job that records and reports one reconnect, even if the process crashes. */
interface ReconnectReportJob {
  readonly correlation: Correlation;
  readonly endpoint: EndpointId;
  readonly connection: ConnectionId;
  /** The name that reconnected. */
  readonly name: string;
  readonly again: Watch['again'];
  readonly afterMs: number;
}

function reconnectReportJobFrom(job: ReconnectReportJob): Job {
  const { correlation, endpoint, connection, name, again, afterMs } = job;
  return {
    key: `returned ${correlation} ${connection}`,
    payload: JSON.stringify([correlation, endpoint, connection, name, again, String(afterMs)]),
  };
}

/** Returns undefined for a job that another version of Bouncer enqueued. */
function parseReconnectReportJob({ payload }: Job): ReconnectReportJob | undefined {
  const parts: unknown = JSON.parse(payload);
  if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;

  const [correlationText = '', endpointText = '', connectionText = '', name = '', again, afterMs] = parts;
  const correlation = parseCorrelation(correlationText);
  const endpoint = parseEndpointId(endpointText);
  const connection = parseConnectionId(connectionText);
  if (correlation === undefined || endpoint === undefined || connection === undefined) return undefined;
  if (again !== 'name' && again !== 'connection') return undefined;
  return { correlation, endpoint, connection, name, again, afterMs: Number(afterMs) };
}

/**
 * Records and reports that someone has reconnected with this connection, once however often it is seen.
 *
 * @param afterMs Milliseconds from the order to terminate their connections until this one was established.
 */
export async function announceReconnect(
  app: AppContext,
  { correlation, again }: Pick<WatchJob, 'correlation' | 'again'>,
  endpoint: Endpoint,
  connection: Connection,
  afterMs: number,
): Promise<void> {
  const { id } = connection;
  const job = {
    ...{ correlation, endpoint: endpoint.id, connection: id, again, afterMs },
    name: namesText([connection]),
  };
  const lease = await app.jobs.enqueueClaimed(reconnectReportJobFrom(job), leaseTerm(app.clock));
  if (lease !== undefined) await recordAndReport(app, lease, job);
}

/** Resumes the report of a reconnect that a crashed process left unfinished. */
export async function resumeReconnectReport(app: AppContext, lease: Lease): Promise<void> {
  const job = parseReconnectReportJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);
  return recordAndReport(app, lease, job);
}

async function recordAndReport(app: AppContext, lease: Lease, job: ReconnectReportJob): Promise<void> {
  try {
    const warning = await recorded(app, job);
    const isReported = warning === undefined || (await app.announcer.warn(warning));
    await completeOrReschedule(app, lease, isReported, job.correlation);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'report reconnect', job.correlation);
    await completeOrReschedule(app, lease, false, job.correlation);
  }
}

/** @returns Undefined if the kick is no longer in the audit log, or the endpoint no longer in the configuration. */
async function recorded(app: AppContext, job: ReconnectReportJob): Promise<ReconnectWarning | undefined> {
  const entries = await app.log.ofRequest(job.correlation);
  const kick = kickFromEntries(entries, app.rules.endpoints);
  const endpoint = app.rules.endpoints.find(({ id }) => id === job.endpoint);
  const follows = threadFollowed(entries, job);
  if (kick === undefined || endpoint === undefined || follows === undefined) return undefined;

  const from = await attemptOf(app, job, kick.requestedAt);
  const known = entries.find((entry) => entry.kind === 'returned' && isAbout(entry, job));
  const entry = known ?? (await recordReconnect(app, kick, job, endpoint, from));
  return {
    kick,
    name: job.name,
    endpoint,
    connection: job.connection,
    afterMs: job.afterMs,
    from,
    seenAt: new Date(entry.at),
    again:
      job.again === 'name'
        ? { kind: 'name', name: job.name }
        : { kind: 'connection', connection: job.connection },
    mayBlock: mayBlockFrom(app, kick.channel.id),
    entry,
    follows,
  };
}

const clockToleranceMs = 60_000;

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

function recordReconnect(
  app: AppContext,
  { correlation, actor, channel }: ReconnectWarning['kick'],
  { name, connection, afterMs }: ReconnectReportJob,
  endpoint: Endpoint,
  from: ReconnectWarning['from'],
): Promise<AuditEntry> {
  const where = from === undefined ? '' : `, from ${from.publicIp} (${from.platform})`;
  const context = { correlation, actor, channel, authority: alone, target: name };
  return record(app, context, 'returned', {
    endpoint: entryEndpoint(endpoint),
    connections: [{ id: connection, current: { code: 'active' } }],
    detail: reconnectDetail([afterMs], where),
  });
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

function isAbout({ connections = [] }: AuditEntry, { connection }: ReconnectReportJob): boolean {
  return connections.some(({ id }) => id === connection);
}

/**
 * Records reconnects after a kick of many: each in its own entry, or if there are over a hundred, a hundred per entry.
 */
export async function recordReconnects(
  app: AppContext,
  { correlation, actor, channel }: Kick,
  endpoint: Endpoint,
  reconnects: readonly AttributedReconnects[],
): Promise<void> {
  const atOnce = reconnects.length > mostInPart ? mostInPart : 1;
  for (let from = 0; from < reconnects.length; from += atOnce) {
    const some = reconnects.slice(from, from + atOnce);
    const connections = some.map(({ connection }) => connection);
    const now = app.clock.now();
    const afterMs = some.map(({ connection, name }) =>
      reconnectedAfterMs(name, connection.establishedAt ?? now),
    );
    const context = { correlation, actor, channel, authority: alone, target: namesText(connections) };
    await record(app, context, 'returned', {
      endpoint: entryEndpoint(endpoint),
      connections: connections.map(({ id }) => ({ id, current: { code: 'active' } })),
      detail: reconnectDetail(afterMs),
    });
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
