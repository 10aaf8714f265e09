import { entryContext, recordDenial } from '../../audit-log/record-entry.ts';
import type { BlockReport } from '../../domain/block-report.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import { failureFrom, isOfStore } from '../../domain/failure.ts';
import type { ConnectionId, Correlation } from '../../domain/ids.ts';
import { isMany } from '../../domain/target.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { isSameName } from '../../domain/vpn-name.ts';
import { acquireLock, type Release } from '../../jobs/acquire-lock.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { loadActionAccess } from '../../policy/load-access.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { actorIn, approvalNeeded } from './approval-needed.ts';
import { type CarriedOut, carryOut } from './carry-out.ts';
import type { DecidedKick } from './decided-kick.ts';
import { tickedAsPossible } from './find-connections.ts';
import { type FoundConnections, type KickFinding, noneOf, targetText } from './kick-finding.ts';
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
  /** What the actor typed to confirm a kick of everyone: the name of the endpoint. */
  readonly typed?: string;
  /** Whether the person may be told: the modal offered not to, and the actor did not choose that. */
  readonly mayNotify?: boolean;
  /** The blocks that were requested together with it, and are shown in its message. */
  readonly blocks?: readonly BlockReport[];
  /** Called when the kick's message has been posted. */
  readonly whenShown?: () => void;
}

export type KickResult =
  | ((CarriedOut | RequestedApproval) & {
      /** Of several targets, those for which no connection was found; it may differ from what the modal showed. */
      readonly unresolved?: readonly UnresolvedTarget[];
    })
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  /** The typed text is not the name of the endpoint that the kick of everyone affects. */
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
  const { targetRef } = selection;
  const { minReason } = app.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if (await isRequested(app.log, correlation)) return { kind: 'begun' };

  const access = await loadActionAccess(app, requester);
  const found = await findKick(app, access, order);
  const ticked =
    found.kind === 'found' ? tickedAsPossible(app, access, found.possible, order.also ?? []) : found;
  if (ticked.kind === 'refused') await recordDenial(app, requester, access, targetRef, ticked.denial);
  if (found.kind !== 'found') return found;
  if (ticked.kind !== 'ticked') return ticked;

  const own = found.connections.filter(({ connection }) => only?.includes(connection.id) ?? true);
  const connections = [...own, ...ticked.connections];
  if (connections.length === 0) return noneOf(found, targetRef);
  const unconfirmed = targetRef.kind === 'everyone' ? endpointsWithout(order.typed, connections) : [];
  if (unconfirmed.length > 0) return { kind: 'endpoint_untyped', endpoints: unconfirmed };

  const isByName = only === undefined && targetRef.kind !== 'connection';
  const target = targetText(targetRef, connections);
  const decided: DecidedKick = {
    requester,
    access,
    selection,
    extent: isMany(targetRef) ? 'many' : isByName ? 'name' : 'listed',
    found: { ...found, connections },
    unselected: found.connections.filter((seen) => !connections.includes(seen)),
    unapproved: [],
    mayNotify: order.mayNotify ?? false,
    ...(order.blocks && { blocks: order.blocks }),
    ...(order.whenShown && { whenShown: order.whenShown }),
    context: entryContext(requester, access, { correlation, target, reason: order.reason.trim() }),
  };
  const release = await lockActor(app, access, correlation, connections);
  const result = await askOrCarryOut(app, order, decided, release).finally(release);
  return { ...result, unresolved: found.unresolved };
}

/** The names of the affected endpoints that the actor has not typed. */
function endpointsWithout(typed = '', connections: readonly ListedConnection[]): readonly string[] {
  const names = [...new Set(connections.map(({ endpoint }) => endpoint.name))];
  return names.filter((name) => !isSameName(name, typed.trim()));
}

async function askOrCarryOut(
  app: AppContext,
  order: KickOrder,
  decided: DecidedKick,
  release: Release,
): Promise<CarriedOut | RequestedApproval> {
  const { access, context, found } = decided;
  if (await isRequested(app.log, order.correlation)) return { kind: 'begun' };
  const need = await approvalNeeded(app, {
    ...actorIn(access),
    connections: found.connections.map(({ connection }) => connection),
    target: found.target,
  });
  if (need !== undefined && !order.breakGlass) {
    await release();
    return requestApproval(app, { also: [], mayNotify: false, ...order }, found.connections, need, context);
  }
  return carryOut(app, {
    ...decided,
    breakGlass: need,
    whenRequested: () => void release(),
    context: need === undefined ? context : { ...context, authority: { kind: 'break_glass' } },
  });
}

/** Reads from the audit log whether any process has already started this kick. */
async function isRequested(log: AppContext['log'], correlation: Correlation): Promise<boolean> {
  const entries = await log.ofRequest(correlation);
  return entries.some(({ kind }) => kind === 'requested' || kind === 'approval-requested');
}

/**
 * Acquires the lock that lets only one request of an actor at a time, across all processes, count what the actor has
 * terminated recently and record what it is about to terminate. Two requests at once would not count each other. It is
 * held until this kick is included in that count. An actor's own connections are not counted, and need no lock.
 *
 * @throws {Failure} `store_unavailable`: then nothing may be done.
 */
async function lockActor(
  app: AppContext,
  { person }: AccessContext,
  correlation: Correlation,
  connections: readonly ListedConnection[],
): Promise<Release> {
  const isOwnAlone = connections.every(({ connection }) => isOwn(app.rules, person, connection));
  if (isOwnAlone || person.kind !== 'found') return async () => {};

  const key = `lock ${person.person.id}`;
  return acquireLock(app, key, correlation);
}
