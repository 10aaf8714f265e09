import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { EntryContext } from '../../audit-log/record-entry.ts';
import type { BlockReport } from '../../domain/block-report.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { notListed } from '../../domain/entry-connection.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import { type ConnectionId, parsePersonId } from '../../domain/ids.ts';
import type { Kick, KickPart, TerminationState } from '../../domain/kick.ts';
import { kickExtentFrom, otherUsersFrom } from '../../domain/kick-extent.ts';
import {
  type EntryThread,
  kickFromEntries,
  partFromEntries,
  threadsOf,
} from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { loadBlockReports } from '../block/job.ts';
import { ensureWatch } from '../reconnect/job.ts';
import type { Watch } from '../reconnect/watch.ts';
import { closeBreakGlass } from './break-glass.ts';
import { endpointsWithOwnJob, type KickJob, parseKickJob } from './kick-job.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import { type KickProgress, kickProgress, recordUnavailable, showAsRecorded } from './kick-progress.ts';
import { type LockResult, lockConnections, stateFromLock } from './lock-connections.ts';
import { notifyTarget } from './notify-target.ts';
import { stopSign } from './stop-kick.ts';
import type { TerminateOrder } from './terminate-connections.ts';

/** After this time, a kick may no longer be what the actor wants, so it is closed and not carried out. */
export const abandonedAfterMs = minutesToMilliseconds(2);

/** Resumes a kick after its process crashed, or announces again what could not be announced. */
export async function resumeKick(app: AppContext, lease: Lease): Promise<void> {
  const job = parseKickJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);

  const { correlation } = job;
  let isDone = false;
  try {
    isDone = await finishKick(app, lease, job);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'resume', correlation);
  }
  await completeOrReschedule(app, lease, isDone, correlation);
}

/** @returns Whether everything was recorded and announced. */
async function finishKick(app: AppContext, lease: Lease, job: KickJob): Promise<boolean> {
  const { correlation } = job;
  const others = await endpointsWithOwnJob(app.jobs, correlation);
  const recorded = await app.log.ofRequest(correlation);
  const entries = job.coversBreakGlass ? await closeBreakGlass(app, recorded) : recorded;
  const threads = threadsOf(entries).filter((thread) => isCovered(thread, job));
  const names = job.target.kind === 'names' ? job.target.names : [];
  const kick = kickFromEntries(entries, app.rules.endpoints, names);
  if (kick === undefined) return announceAll(app, threads);

  const progress = kickProgress(app.announcer, kick, { blocks: await blocksOf(app, job, names) });
  for (const thread of threads) progress.recorded(thread);
  const own = job.coversBreakGlass ? job.endpoints.filter((id) => !others.includes(id)) : job.endpoints;
  const works = await Promise.allSettled(
    own.map((id) => resumeOnEndpoint(app, lease, job, kick, id, threads, progress)),
  );
  // After a failure too: the process that continues must not be overtaken by an older update from here.
  const isAnnounced = await progress.announced();
  const failures = works.flatMap((work) => (work.status === 'rejected' ? failureFrom(work.reason) : []));
  for (const failure of failures) app.diagnostics.report(failure, 'resume', correlation);
  const isTakenOver = failures.some(({ code }) => code === 'taken_over');
  const isShared = !job.coversBreakGlass || others.length > 0;
  if (isTakenOver || isShared) await showAsRecorded(app, correlation, progress, isTakenOver ? [] : own);
  const isUnrecorded = works.some((work) => work.status === 'rejected' || !work.value);
  if (!isUnrecorded) progress.finished();
  if (!isUnrecorded) await notifyTarget(app, job.notified, progress.kick());
  return isAnnounced && !isUnrecorded && (await progress.announced());
}

/** Loads the blocks that the kick's message shows, too. If that fails, the kick goes on without them. */
async function blocksOf(
  app: AppContext,
  { blocks, correlation }: KickJob,
  names: readonly string[],
): Promise<readonly BlockReport[]> {
  try {
    return await loadBlockReports(app, blocks, names);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'load blocks', correlation);
    return [];
  }
}

/** A reconnect and an approval have jobs of their own. */
function isCovered([{ kind, endpoint }]: EntryThread, job: KickJob): boolean {
  if (kind === 'returned' || kind === 'approval-requested') return false;
  return endpoint === undefined ? job.coversBreakGlass : job.endpoints.includes(endpoint.id);
}

async function announceAll({ announcer }: AppContext, threads: readonly EntryThread[]): Promise<boolean> {
  const announced = await Promise.all(threads.map((thread) => announcer.announce(thread)));
  return announced.every((isShown) => isShown);
}

/** @returns Whether everything was recorded. */
async function resumeOnEndpoint(
  app: AppContext,
  lease: Lease,
  job: KickJob,
  kick: Kick,
  endpointId: string,
  threads: readonly EntryThread[],
  progress: KickProgress,
): Promise<boolean> {
  const own = threads.filter(([{ endpoint }]) => endpoint?.id === endpointId);
  if (own.length === 0) await closeUnbegun(app, endpointId, kick, progress);
  const parts = own
    .filter(([{ kind }]) => kind === 'requested')
    .flatMap((thread) => partFromEntries(thread, app.rules.endpoints) ?? []);
  const last = parts.at(-1);
  const mayAct = last !== undefined && isFresh(app, last);
  const order = last === undefined ? undefined : orderFrom(app, lease, job, kick, last, mayAct);
  if (order === undefined) return true;

  const resumed: KickPart[] = [];
  const active: Connection[] = [];
  for (const part of parts) {
    const isBegun = part.entries.length > 1;
    const lookedUp = isBegun ? undefined : await lookUpBeforeResuming(app, order, part, mayAct);
    resumed.push(lookedUp?.part ?? part);
    active.push(...(lookedUp?.active ?? []));
  }
  // A process that crashed before it enqueued the watch has terminated nothing, so all connections are active.
  if (mayAct) await ensureWatch(app, order.endpoint, kick.correlation, watchFrom(order, active));
  for (const part of resumed) progress.changed(part);
  return kickOnEndpoint(app, order, resumed, progress);
}

/** Records that nothing was requested or terminated on an endpoint, so that it does not look like a finished kick. */
async function closeUnbegun(app: AppContext, id: string, kick: Kick, progress: KickProgress): Promise<void> {
  const endpoint = app.rules.endpoints.find((each) => each.id === id);
  if (endpoint === undefined) return;

  await recordUnavailable(app, contextOf(kick), { endpoint, code: 'interrupted' }, progress);
  progress.left([], [{ endpoint, code: 'interrupted' }]);
}

/** Whether a request may still be carried out: it is recent, and its endpoint is still configured. */
function isFresh({ clock, rules }: AppContext, { endpoint, entries: [requested] }: KickPart): boolean {
  const isOurs = rules.endpoints.some(({ id }) => id === endpoint.id);
  return isOurs && !isOver(new Date(requested?.at ?? 0), abandonedAfterMs, clock.now());
}

function orderFrom(
  app: AppContext,
  lease: Lease,
  { target }: KickJob,
  kick: Kick,
  { endpoint, entries: [requested] }: KickPart,
  mayAct: boolean,
): TerminateOrder | undefined {
  const by = parsePersonId(kick.actor.id);
  if (requested === undefined || by === undefined) return undefined;

  // A request that is too old is closed for the listed connections, without looking for further ones.
  const extent = mayAct ? kickExtentFrom(requested.detail) : 'listed';
  return {
    endpoint,
    target,
    extent,
    by,
    context: contextOf(kick),
    lease,
    // The audit log has the time of the request, and EC2's clock rarely differs much from Bouncer's.
    since: new Date(requested.at),
    // If it does not mention other users, their number is unknown, and every connection with the name counts.
    otherUsers: otherUsersFrom(requested.detail) || undefined,
    isStopped: stopSign(app, kick.correlation, extent),
  };
}

function contextOf({ correlation, actor, authority, channel, target, reason }: Kick): EntryContext {
  return { correlation, actor, authority, channel, ...(target && { target }), ...(reason && { reason }) };
}

function watchFrom({ since, extent, target }: TerminateOrder, connections: readonly Connection[]): Watch {
  const isName = extent === 'name';
  const targets = isName && target.kind === 'names' ? target.names : [];
  return { connections, targets, elsewhere: [], excluded: [], since, again: isName ? 'name' : 'connection' };
}

/**
 * Locks and looks up a part before continuing with it. The request may have reached AWS before the process crashed, so
 * only connections that are still active are terminated again, and only while the request is recent. Connections that
 * another request has locked are left to that request.
 *
 * @returns `active` are the connections that AWS will be asked to terminate, with names, which the audit log lacks.
 * @throws {Failure} `aws_…` while the request is recent; an older request is closed as unanswered.
 */
async function lookUpBeforeResuming(
  app: AppContext,
  { endpoint, by, context }: TerminateOrder,
  part: KickPart,
  mayAct: boolean,
): Promise<{ readonly part: KickPart; readonly active: readonly Connection[] }> {
  const listed = part.connections.map(({ connection }) => connection);
  const locks = await lockConnections(app, endpoint, listed, by, context.correlation);
  const ids = locks.flatMap(({ kind, connection }) => (kind === 'taken' ? [] : connection.id));
  const seen = await lookUp(app, endpoint, ids).catch((error: unknown) => {
    if (mayAct) throw error;
    return failureFrom(error);
  });
  const stateOf = (lock: LockResult): TerminationState => {
    if (lock.kind === 'taken') return stateFromLock(lock);
    if (seen instanceof Failure) return { kind: 'unanswered', code: seen.code };
    return stateNow(
      lock.connection,
      seen.find(({ id }) => id === lock.connection.id),
      mayAct,
    );
  };
  const states = new Map(locks.map((lock) => [lock.connection.id, stateOf(lock)]));
  const connections = part.connections.map(({ connection, state }) => ({
    connection,
    state: states.get(connection.id) ?? state,
  }));
  const active = seen instanceof Failure ? [] : seen.filter(({ id }) => states.get(id)?.kind === 'requested');
  return { part: { ...part, connections }, active };
}

async function lookUp({ vpn }: AppContext, endpoint: Endpoint, ids: readonly ConnectionId[]) {
  return ids.length === 0 ? [] : vpn.connections(endpoint, { by: 'connection', ids });
}

function stateNow(connection: Connection, row: Connection | undefined, mayAct: boolean): TerminationState {
  const change = { previous: connection.status, via: [], current: row?.status ?? notListed };
  if (row === undefined || !isLive(row) || row.status.code === 'terminating')
    return { kind: 'terminating', change };
  if (row.status.code === 'failed-to-terminate') return { kind: 'not_ended', change };
  return mayAct ? { kind: 'requested' } : { kind: 'abandoned' };
}
