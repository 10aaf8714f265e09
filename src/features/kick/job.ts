import { entryEndpoint, record } from '../../audit-log/record-entry.ts';
import type { AuditEntry, Authority } from '../../domain/audit-entry.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import { notListed } from '../../domain/entry-connection.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type ConnectionId, parseCorrelation, parsePersonId } from '../../domain/ids.ts';
import { type Kick, type KickPart, type TerminationState, withState } from '../../domain/kick.ts';
import { isForEveryone, kickExtentFrom, otherUsersFrom } from '../../domain/kick-extent.ts';
import {
  type EntryThread,
  kickFromEntries,
  missedDetail,
  partFromEntries,
  threadsOf,
} from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { ensureWatch } from '../reconnect/job.ts';
import type { Watch } from '../reconnect/watch.ts';
import { closeBreakGlass } from './break-glass.ts';
import { catchUp, showAsRecorded } from './catch-up.ts';
import { type KickJob, parseKickJob } from './kick-job.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import { type KickProgress, kickProgress } from './kick-progress.ts';
import { type LockResult, lockConnections, stateFromClaimed } from './lock-connections.ts';
import { neverStop, stopSign } from './stop-kick.ts';
import type { TerminateOrder } from './terminate-connections.ts';

/** After this time, a kick may no longer be what the actor wants, so it is closed and not carried out. */
export const abandonedAfterMs = 2 * 60_000;

/** Resumes a kick on one endpoint after its process crashed, or announces again what could not be announced. */
export async function resumeKick(app: AppContext, lease: Lease): Promise<void> {
  const job = parseKickJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);

  try {
    const told = await app.log.ofRequest(job.correlation);
    const entries = job.endpoint === '' ? await closeBreakGlass(app, told) : told;
    const { isUnrecorded, isTold } = await finishJob(app, lease, job, entries);
    await completeOrReschedule(app, { lease, isUnrecorded }, isTold, job.correlation);
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'resume', job.correlation);
    if (failure.code === 'taken_over') await showAsRecorded(app, job.correlation);
    await completeOrReschedule(app, { lease, isUnrecorded: true }, false, job.correlation);
  }
}

interface Finished {
  readonly isUnrecorded: boolean;
  readonly isTold: boolean;
}

async function finishJob(
  app: AppContext,
  lease: Lease,
  job: KickJob,
  entries: readonly AuditEntry[],
): Promise<Finished> {
  const threads = threadsOf(entries).filter(
    ([{ kind, endpoint }]) =>
      // A reconnect has a job of its own.
      kind !== 'returned' && (endpoint?.id ?? '') === job.endpoint,
  );
  const names = job.target.kind === 'names' ? job.target.names : [];
  const kick = kickFromEntries(entries, app.rules.endpoints, names);
  if (kick === undefined) return { isUnrecorded: false, isTold: await announceAll(app, threads) };

  const progress = kickProgress(app.announcer, kick);
  for (const thread of threads) progress.recorded(thread);
  try {
    if (threads.length === 0) await closeUnbegun(app, job, kick, progress);
    const isUnrecorded = await continueKick(app, lease, job, kick, threads, progress);
    await catchUp(app, job.correlation, progress, job.endpoint);
    return { isUnrecorded, isTold: await progress.told() };
  } finally {
    // After a failure too: the process that continues must not be overtaken by an older update from here.
    await progress.told();
  }
}

/** Records that nothing was requested or terminated on this endpoint, so that it does not look like a finished kick. */
async function closeUnbegun(
  app: AppContext,
  job: KickJob,
  kick: Kick,
  progress: KickProgress,
): Promise<void> {
  const endpoint = app.rules.endpoints.find(({ id }) => id === job.endpoint);
  if (endpoint === undefined) return;

  const { correlation, actor, authority, channel, target, reason } = kick;
  const context = { correlation, actor, authority, channel, target, reason };
  const code = 'interrupted';
  const told = { endpoint: entryEndpoint(endpoint), detail: missedDetail(code) };
  progress.recorded([await record(app, context, 'failed', told)]);
  progress.left([], [{ endpoint, code }]);
}

async function announceAll({ announcer }: AppContext, threads: readonly EntryThread[]): Promise<boolean> {
  const told = await Promise.all(threads.map((thread) => announcer.announce(thread)));
  return told.every((stands) => stands);
}

/** @returns Whether an outcome still has to be recorded. */
async function continueKick(
  app: AppContext,
  lease: Lease,
  { target }: KickJob,
  { authority }: Kick,
  threads: readonly EntryThread[],
  progress: KickProgress,
): Promise<boolean> {
  const parts = threads
    .filter(([{ kind }]) => kind === 'requested')
    .flatMap((thread) => partFromEntries(thread, app.rules.endpoints) ?? []);
  const last = parts.at(-1);
  const mayAct = last !== undefined && isFresh(app, last);
  const job = last === undefined ? undefined : jobFrom(app, lease, last, authority, mayAct);
  if (job === undefined) return false;

  const resumed: KickPart[] = [];
  const active: Connection[] = [];
  for (const part of parts) {
    const lookedUp = part.entries.length > 1 ? undefined : await lookUpBeforeResuming(app, job, part, mayAct);
    resumed.push(lookedUp?.part ?? part);
    active.push(...(lookedUp?.active ?? []));
  }
  // A process that crashed before it enqueued the watch has terminated nothing, so all connections are active.
  if (mayAct) await ensureWatch(app, job.endpoint, job.context.correlation, watchFrom(job, active, target));
  for (const part of resumed) progress.changed(part);
  const { stillOn, missing, isUnrecorded } = await kickOnEndpoint(app, job, target, resumed, progress);
  progress.left(stillOn, missing);
  return isUnrecorded;
}

/** Whether a request may still be carried out: it is recent, and its endpoint is still configured. */
function isFresh({ clock, rules }: AppContext, { endpoint, entries: [requested] }: KickPart): boolean {
  const isOurs = rules.endpoints.some(({ id }) => id === endpoint.id);
  return isOurs && !isOver(new Date(requested?.at ?? 0), abandonedAfterMs, clock.now());
}

/**
 * Locks and looks up a part before continuing with it. The request may have reached AWS before the process crashed, so
 * only connections that are still active are terminated again, and only while the request is recent. Connections that
 * another request has locked are left to that request.
 */
async function lookUpBeforeResuming(
  app: AppContext,
  job: TerminateOrder,
  part: KickPart,
  mayAct: boolean,
): Promise<{ readonly part: KickPart; readonly active: readonly Connection[] }> {
  const { endpoint, by, context } = job;
  const listed = part.connections.map(({ connection }) => connection);
  const claims = await lockConnections(app, endpoint, listed, by, context.correlation);
  const ours = claims.filter(({ kind }) => kind !== 'taken').map(({ connection }) => connection);
  const { states, active } = await statesNow(app, part, ours, mayAct);
  const stateOf = (claimed: LockResult) => states.get(claimed.connection.id) ?? stateFromClaimed(claimed);
  return {
    part: claims.reduce((current, claimed) => withState(current, claimed.connection, stateOf(claimed)), part),
    active,
  };
}

interface Seen {
  readonly states: ReadonlyMap<ConnectionId, TerminationState>;
  /** Connections that AWS will be asked to terminate, with the names that the audit log does not keep. */
  readonly active: readonly Connection[];
}

function watchFrom(
  { since, extent }: TerminateOrder,
  connections: readonly Connection[],
  target: ExactTarget,
): Watch {
  const isName = extent === 'name';
  const targets = isName && target.kind === 'names' ? target.names : [];
  return { connections, targets, elsewhere: [], spared: [], since, again: isName ? 'name' : 'connection' };
}

/** @throws {Failure} `aws_…` while the request is recent; an older request is closed as unanswered. */
async function statesNow(
  { vpn }: AppContext,
  { endpoint }: KickPart,
  connections: readonly Connection[],
  mayAct: boolean,
): Promise<Seen> {
  const ids = connections.map(({ id }) => id);
  try {
    const seen = ids.length === 0 ? [] : await vpn.connections(endpoint, { by: 'connection', ids });
    const rowOf = (wanted: ConnectionId) => seen.find(({ id }) => id === wanted);
    const states = new Map(connections.map((each) => [each.id, stateNow(each, rowOf(each.id), mayAct)]));
    return { states, active: seen.filter(({ id }) => states.get(id)?.kind === 'requested') };
  } catch (error) {
    if (mayAct) throw error;
    const unanswered = { kind: 'unanswered', code: failureFrom(error).code } as const;
    return { states: new Map(ids.map((id) => [id, unanswered])), active: [] };
  }
}

function stateNow(connection: Connection, row: Connection | undefined, mayAct: boolean): TerminationState {
  const change = { previous: connection.status, via: [], current: row?.status ?? notListed };
  if (row === undefined || !isLive(row) || row.status.code === 'terminating')
    return { kind: 'terminating', change };
  if (row.status.code === 'failed-to-terminate') return { kind: 'not_ended', change };
  return mayAct ? { kind: 'requested' } : { kind: 'abandoned' };
}

function jobFrom(
  app: AppContext,
  lease: Lease,
  { endpoint, entries: [requested] }: KickPart,
  authority: Authority,
  mayAct: boolean,
): TerminateOrder | undefined {
  const by = requested === undefined ? undefined : parsePersonId(requested.actor.id);
  const correlation = requested === undefined ? undefined : parseCorrelation(requested.correlation);
  if (requested === undefined || by === undefined || correlation === undefined) return undefined;

  const { actor, channel = { id: '', name: '' }, target, reason, detail } = requested;
  const context = {
    correlation,
    actor,
    authority,
    channel,
    ...(target && { target }),
    ...(reason && { reason }),
  };
  // A request that is too old is closed for the listed connections, without looking for further ones.
  const extent = mayAct ? kickExtentFrom(detail) : 'listed';
  const isStopped = extent === 'many' ? stopSign(app, correlation) : neverStop;
  // The audit log has the time of the request, and EC2's clock rarely differs much from Bouncer's.
  const since = new Date(requested.at);
  // If the audit log does not mention other users, their number is unknown, and every connection with the name counts.
  const otherUsers = otherUsersFrom(detail) || undefined;
  const isEveryone = isForEveryone(detail);
  return { endpoint, by, context, lease, extent, since, otherUsers, isEveryone, isStopped };
}
