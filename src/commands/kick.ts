import { type ActingSituation, decide, type Refusal, type Situation } from '../core/decide.ts';
import { failureFrom, isOfStore } from '../core/failure.ts';
import type { ConnectionId, Correlation } from '../core/ids.ts';
import type { KickExtent } from '../core/kick-extent.ts';
import type { KickFinding } from '../core/kick-finding.ts';
import { isLongEnough } from '../core/reason.ts';
import type { SeenSession } from '../core/sighting.ts';
import { distinctNames, isSameName, namesOn } from '../core/vpn-name.ts';
import { isMany, meansPeople } from '../core/whom.ts';
import type { World } from '../ports/world.ts';
import { type AskedForApproval, askForApproval } from './steps/approve/ask-for-approval.ts';
import { type Asker, actingSituationOf } from './steps/asker.ts';
import { type ActorLock, acquireActorLock, type Release } from './steps/end/actor-lock.ts';
import { announceBreakGlass } from './steps/end/break-glass.ts';
import { type CarriedOut, carryOut, type DecidedKick, type Found } from './steps/end/carry-out.ts';
import { findKick } from './steps/end/find-kick.ts';
import type { KickAim } from './steps/end/find-sessions-to-end.ts';
import { actorIn, needFor } from './steps/end/need-for.ts';
import { targetText } from './steps/end/target-text.ts';
import { isOwn } from './steps/may-end.ts';
import { type EntryContext, entryContext, recordRefusal } from './steps/record.ts';

export interface KickOrder {
  /** The same whenever the same request is delivered again: what was begun under it is not begun twice. */
  readonly correlation: Correlation;
  readonly asker: Asker;
  readonly aim: KickAim;
  /** The sessions that were left ticked; without them, every session of the name, whatever was listed. */
  readonly only: readonly ConnectionId[] | undefined;
  /** Connections that may be the target's too and that the actor says are: of any others nothing is done. */
  readonly also?: readonly ConnectionId[];
  readonly reason: string;
  /** What was typed to confirm a kick of many: the name of an endpoint that it touches. */
  readonly typed?: string;
  /** Whether the word was said that does without a second person. */
  readonly breakGlass: boolean;
}

export type KickResult =
  | CarriedOut
  | AskedForApproval
  | { readonly kind: 'reason_too_short'; readonly minReason: number }
  /** What was typed names no endpoint that the kick of many touches. */
  | { readonly kind: 'endpoint_untyped'; readonly endpoints: readonly string[] }
  /** With connections that only may be the target's, they are too many for one person: nothing was done. */
  | { readonly kind: 'possible_need_approval' }
  | Exclude<KickFinding, Found>;

/**
 * Ends sessions and leaves a record of it: decided and looked up afresh, recorded, claimed, terminated, and
 * confirmed by looking again. How far it has come is told through the announcer meanwhile. Where the store fails before
 * the act, that is the result: a block that went before it is told all the same.
 */
export async function kick(world: World, order: KickOrder): Promise<KickResult> {
  try {
    return await decideAndKick(world, order);
  } catch (error) {
    const failure = failureFrom(error);
    if (!isOfStore(failure.code)) throw error;
    world.diagnostics.report(failure, 'kick', order.correlation);
    return { kind: 'unrecorded', code: failure.code };
  }
}

async function decideAndKick(world: World, order: KickOrder): Promise<KickResult> {
  const { correlation, asker, aim, only } = order;
  const { minReason } = world.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if (await isBegun(world.log, correlation)) return { kind: 'begun' };

  const situation = await actingSituationOf(world, asker);
  const found = await findKick(world, situation, order);
  if (found.kind === 'refused') await recordRefusal(world, asker, situation, aim.whom, found.refusal);
  if (found.kind !== 'found') return found;

  const also = found.possible.connections.filter(({ connection }) => order.also?.includes(connection.id));
  const refusal = refusalOfSeveral(world, situation, also);
  if (refusal !== undefined) {
    await recordRefusal(world, asker, situation, aim.whom, refusal);
    return { kind: 'refused', refusal };
  }
  const own = found.sessions.filter(({ connection }) => only?.includes(connection.id) ?? true);
  const sessions = [...own, ...also];
  const { missing, beyond, unmet, otherUsers, possible } = found;
  if (sessions.length === 0)
    return { kind: 'none', whom: aim.whom, missing, unassociated: [], beyond, unmet, otherUsers, possible };
  const endpoints = [...new Set(sessions.map(({ endpoint }) => endpoint.name))];
  if (isMany(aim.whom) && !endpoints.some((name) => isSameName(name, order.typed?.trim() ?? '')))
    return { kind: 'endpoint_untyped', endpoints };

  const left = found.sessions.filter((seen) => !sessions.includes(seen));
  const context = contextOf(order, situation, sessions);
  const decided = decidedFrom(order, situation, { ...found, sessions }, left, context);
  const lock = await lockUnlessOwn(world, situation, correlation, sessions);
  if (lock.kind === 'failed') return { kind: 'unrecorded', code: lock.problem.code };
  return askOrCarryOut(world, order, decided, lock.release).finally(lock.release);
}

/** One certificate may be the target's, as the actor says; several at once may be several people's. */
function refusalOfSeveral(
  { rules }: World,
  situation: ActingSituation,
  also: readonly SeenSession[],
): Refusal | undefined {
  const names = also.flatMap(({ connection }) => namesOn(connection));
  if (distinctNames(names).length <= 1) return undefined;
  const decision = decide(rules, situation, 'kick-many');
  return decision.allowed ? undefined : decision;
}

function contextOf(
  { asker, aim, correlation, reason }: KickOrder,
  situation: Situation,
  sessions: readonly SeenSession[],
): EntryContext {
  const target = targetText(aim.whom, sessions);
  return entryContext(asker, situation, { correlation, target, reason: reason.trim() });
}

function decidedFrom(
  order: KickOrder,
  situation: Situation,
  found: Found,
  spared: readonly SeenSession[],
  context: EntryContext,
): DecidedKick {
  const { asker, aim } = order;
  return {
    situation,
    by: asker.person,
    on: aim.on,
    extent: extentOf(order),
    found,
    spared: [...spared, ...found.otherUsers],
    unapproved: [],
    otherUsers: meansPeople(aim.whom) ? found.otherUsers.length : undefined,
    context,
  };
}

/** Held from the count of what the actor has terminated lately until this kick is part of that count. */
function lockUnlessOwn(
  world: World,
  { person }: Situation,
  correlation: Correlation,
  sessions: readonly SeenSession[],
): Promise<ActorLock> {
  const isOwnAlone = sessions.every(({ connection }) => isOwn(world.rules, person, connection));
  return isOwnAlone || person.kind !== 'found'
    ? Promise.resolve({ kind: 'held', release: async () => {} })
    : acquireActorLock(world, person.person.id, correlation);
}

async function askOrCarryOut(
  world: World,
  order: KickOrder,
  decided: DecidedKick,
  release: Release,
): Promise<KickResult> {
  const { situation, context, found } = decided;
  const { sessions } = found;
  if (await isBegun(world.log, order.correlation)) return { kind: 'begun' };
  const need = await needFor(world, {
    ...actorIn(situation),
    connections: sessions.map(({ connection }) => connection),
    target: found.target,
  });
  if (need !== undefined && !order.breakGlass) {
    await release();
    // A second person would have to be told whose they may be; each of them can be asked about by itself.
    if (order.also?.length) return { kind: 'possible_need_approval' };
    return askForApproval(world, order, sessions, need, context);
  }
  const closeGlass = need === undefined ? async () => {} : await announceBreakGlass(world, context, need);
  if (closeGlass === undefined) return { kind: 'begun' };

  const carriedOut = await carryOut(world, {
    ...decided,
    whenRequested: () => void release(),
    context: need === undefined ? context : { ...context, authority: { kind: 'break_glass' } },
  });
  await closeGlass();
  return carriedOut;
}

/** The record alone knows, whichever process it was that began. */
async function isBegun(log: World['log'], correlation: Correlation): Promise<boolean> {
  const entries = await log.ofRequest(correlation);
  return entries.some(({ kind }) => kind === 'requested' || kind === 'approval-requested');
}

function extentOf({ aim, only }: KickOrder): KickExtent {
  if (isMany(aim.whom)) return 'many';
  return only === undefined && aim.whom.kind !== 'connection' ? 'name' : 'listed';
}
