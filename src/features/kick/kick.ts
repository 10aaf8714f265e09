import { millisecondsInSecond } from 'date-fns/constants';
import { type EntryContext, entryContext, recordDenial } from '../../audit-log/record-entry.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { Failure, failureFrom, isOfStore } from '../../domain/failure.ts';
import type { ConnectionId, Correlation, PersonId } from '../../domain/ids.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import { isMany, meansPeople } from '../../domain/target.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { loadActionAccess } from '../../policy/load-access.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actorIn, approvalNeeded } from './approval-needed.ts';
import { type CarriedOut, carryOut, type DecidedKick, type FoundConnections } from './carry-out.ts';
import { tickedAsPossible } from './find-connections.ts';
import { type KickFinding, targetText, type UnresolvedTarget } from './kick-finding.ts';
import { findKick, type KickRequest } from './propose-kick.ts';
import { type RequestedApproval, requestApproval } from './request-approval.ts';

export interface KickOrder extends KickRequest {
  /** The same for every delivery of one request, so that a repeated delivery does not start a second kick. */
  readonly correlation: Correlation;
  /** The connections that were left ticked; undefined for every connection of the name, listed or not. */
  readonly only: readonly ConnectionId[] | undefined;
  /** Possible matches that the actor ticked; nothing is done about any others. */
  readonly also?: readonly ConnectionId[];
  readonly reason: string;
  /** What the actor typed to confirm a kick of many: the name of an endpoint that it affects. */
  readonly typed?: string;
}

export type KickResult =
  | ((CarriedOut | RequestedApproval) & {
      /** Of several targets, those for which no connection was found; it may differ from what the modal showed. */
      readonly unresolved?: readonly UnresolvedTarget[];
    })
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  /** The typed text names no endpoint that the kick of many affects. */
  | { readonly kind: 'endpoint_untyped'; readonly endpoints: readonly string[] }
  | Exclude<KickFinding, FoundConnections>;

/**
 * Terminates connections and records it in the audit log: authorizes the actor, looks up the target again, records,
 * locks, terminates, and confirms with another look-up. The announcer shows the progress meanwhile. If the store fails
 * before the termination, that is returned and not thrown, so that a preceding block is still reported.
 */
export async function kick(app: AppContext, order: KickOrder): Promise<KickResult> {
  try {
    return await decideAndKick(app, order);
  } catch (error) {
    const failure = failureFrom(error);
    if (!isOfStore(failure.code)) throw error;
    app.diagnostics.report(failure, 'kick', order.correlation);
    return { kind: 'unrecorded', code: failure.code };
  }
}

async function decideAndKick(app: AppContext, order: KickOrder): Promise<KickResult> {
  const { correlation, requester, selection, only } = order;
  const { minReason } = app.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if (await isBegun(app.log, correlation)) return { kind: 'begun' };

  const access = await loadActionAccess(app, requester);
  const found = await findKick(app, access, order);
  if (found.kind === 'refused') await recordDenial(app, requester, access, selection.targetRef, found.denial);
  if (found.kind !== 'found') return found;

  const ticked = tickedAsPossible(app, access, found.possible, order.also ?? []);
  if (ticked.kind === 'refused') {
    await recordDenial(app, requester, access, selection.targetRef, ticked.denial);
    return ticked;
  }
  const own = found.connections.filter(({ connection }) => only?.includes(connection.id) ?? true);
  const connections = [...own, ...ticked.connections];
  const { missing, outOfScope, unresolved, otherUsers, possible } = found;
  if (connections.length === 0)
    return {
      kind: 'none',
      targetRef: selection.targetRef,
      missing,
      unassociated: [],
      outOfScope,
      unresolved,
      otherUsers,
      possible,
    };
  const endpoints = [...new Set(connections.map(({ endpoint }) => endpoint.name))];
  if (isMany(selection.targetRef) && !endpoints.some((name) => isSameName(name, order.typed?.trim() ?? '')))
    return { kind: 'endpoint_untyped', endpoints };

  const left = found.connections.filter((seen) => !connections.includes(seen));
  const context = contextOf(order, access, connections);
  const decided = decidedFrom(order, access, { ...found, connections }, left, context);
  const lock = await lockUnlessOwn(app, access, correlation, connections);
  if (lock.kind === 'failed') return { kind: 'unrecorded', code: lock.problem.code };
  const result = await askOrCarryOut(app, order, decided, lock.release).finally(lock.release);
  return { ...result, unresolved };
}

function contextOf(
  { requester, selection, correlation, reason }: KickOrder,
  access: AccessContext,
  connections: readonly ListedConnection[],
): EntryContext {
  const target = targetText(selection.targetRef, connections);
  return entryContext(requester, access, { correlation, target, reason: reason.trim() });
}

function decidedFrom(
  order: KickOrder,
  access: AccessContext,
  found: FoundConnections,
  spared: readonly ListedConnection[],
  context: EntryContext,
): DecidedKick {
  const { requester, selection } = order;
  return {
    access,
    by: requester.person,
    on: selection.on,
    extent: extentOf(order),
    found,
    spared: [...spared, ...found.otherUsers],
    unapproved: [],
    otherUsers: meansPeople(selection.targetRef) ? found.otherUsers.length : undefined,
    context,
  };
}

/**
 * Acquires the actor's lock, unless all connections are their own. It is held from counting the actor's recent
 * terminations until this kick is included in that count.
 */
function lockUnlessOwn(
  app: AppContext,
  { person }: AccessContext,
  correlation: Correlation,
  connections: readonly ListedConnection[],
): Promise<ActorLock> {
  const isOwnAlone = connections.every(({ connection }) => isOwn(app.rules, person, connection));
  return isOwnAlone || person.kind !== 'found'
    ? Promise.resolve({ kind: 'held', release: async () => {} })
    : acquireActorLock(app, person.person.id, correlation);
}

async function askOrCarryOut(
  app: AppContext,
  order: KickOrder,
  decided: DecidedKick,
  release: Release,
): Promise<CarriedOut | RequestedApproval> {
  const { access, context, found } = decided;
  const { connections } = found;
  if (await isBegun(app.log, order.correlation)) return { kind: 'begun' };
  const need = await approvalNeeded(app, {
    ...actorIn(access),
    connections: connections.map(({ connection }) => connection),
    target: found.target,
  });
  if (need !== undefined && !order.breakGlass) {
    await release();
    return requestApproval(app, { also: [], ...order }, connections, need, context);
  }
  return carryOut(app, {
    ...decided,
    breakGlass: need,
    whenRequested: () => void release(),
    context: need === undefined ? context : { ...context, authority: { kind: 'break_glass' } },
  });
}

/** Reads from the audit log whether any process has already started this kick. */
async function isBegun(log: AppContext['log'], correlation: Correlation): Promise<boolean> {
  const entries = await log.ofRequest(correlation);
  return entries.some(({ kind }) => kind === 'requested' || kind === 'approval-requested');
}

function extentOf({ selection, only }: KickOrder): KickExtent {
  if (isMany(selection.targetRef)) return 'many';
  return only === undefined && selection.targetRef.kind !== 'connection' ? 'name' : 'listed';
}

/** Longer than a lock outlives the process that held it. */
const longestWaitMs = 20 * millisecondsInSecond;
const pauseMs = 100;

/** Releases the lock. Further calls do nothing. It never throws: a lock that is not released expires. */
export type Release = () => Promise<void>;

export type ActorLock =
  | { readonly kind: 'held'; readonly release: Release }
  /** The lock could not be acquired, so nothing may be done. */
  | { readonly kind: 'failed'; readonly problem: Failure };

/**
 * Acquires the lock that lets only one request of an actor at a time, across all processes, count what the actor has
 * terminated recently and record what it is about to terminate. Two requests at once would not count each other.
 */
export async function acquireActorLock(
  app: Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>,
  actor: PersonId,
  correlation: Correlation,
): Promise<ActorLock> {
  try {
    return await acquire(app, actor, correlation);
  } catch (error) {
    const problem = failureFrom(error);
    app.diagnostics.report(problem, 'acquire lock', correlation);
    return { kind: 'failed', problem };
  }
}

async function acquire(
  { jobs, clock, diagnostics }: Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>,
  actor: PersonId,
  correlation: Correlation,
): Promise<ActorLock> {
  const job = { key: `lock ${actor}`, payload: '[]' };
  for (let waitedMs = 0; waitedMs <= longestWaitMs; waitedMs += pauseMs) {
    const lease = leaseTerm(clock);
    const held = (await jobs.enqueueClaimed(job, lease)) ?? (await jobs.claimEarly(job.key, lease));
    if (held !== undefined) {
      let released: Promise<void> | undefined;
      const release = () => {
        released ??= jobs
          .complete(held)
          .catch((error: unknown) => diagnostics.report(failureFrom(error), 'release lock', correlation));
        return released;
      };
      return { kind: 'held', release };
    }
    await clock.sleep(pauseMs);
  }
  throw new Failure('store_unavailable', `other requests of ${actor} are being recorded`);
}
