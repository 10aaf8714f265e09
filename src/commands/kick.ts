import type { ConnectionId, Correlation } from '../core/ids.ts';
import type { KickExtent } from '../core/kick-extent.ts';
import type { KickFinding } from '../core/kick-finding.ts';
import { everyoneOn, mostNamed } from '../core/kick-target.ts';
import { isLongEnough } from '../core/reason.ts';
import type { SeenSession } from '../core/sighting.ts';
import { isSameName, namesText } from '../core/vpn-name.ts';
import { isMany, meansPeople } from '../core/whom.ts';
import type { World } from '../ports/world.ts';
import { type AskedForApproval, askForApproval } from './steps/approve/ask-for-approval.ts';
import { type Asker, actingSituationOf } from './steps/asker.ts';
import { announceBreakGlass } from './steps/end/break-glass.ts';
import { type CarriedOut, carryOut, type Found } from './steps/end/carry-out.ts';
import { findKick } from './steps/end/find-kick.ts';
import type { KickAim } from './steps/end/find-sessions-to-end.ts';
import { needFor } from './steps/end/need-for.ts';
import { entryContext, recordRefusal } from './steps/record.ts';

export interface KickOrder {
  /** The same whenever the same request is delivered again: what was begun under it is not begun twice. */
  readonly correlation: Correlation;
  readonly asker: Asker;
  readonly aim: KickAim;
  /** The sessions that were left ticked; without them, every session of the name, whatever was listed. */
  readonly only: readonly ConnectionId[] | undefined;
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
  | Exclude<KickFinding, Found>;

/**
 * Ends sessions and leaves a record of it: decided and looked up afresh, recorded, claimed, terminated, and
 * confirmed by looking again. How far it has come is told through the announcer meanwhile.
 */
export async function kick(world: World, order: KickOrder): Promise<KickResult> {
  const { correlation, asker, aim, only } = order;
  const { minReason } = world.rules.kick;
  if (!isLongEnough(order.reason, minReason)) return { kind: 'reason_too_short', minReason };
  if (await isBegun(world.log, correlation)) return { kind: 'begun' };

  const situation = await actingSituationOf(world, asker);
  const found = await findKick(world, situation, order);
  if (found.kind === 'refused') await recordRefusal(world, asker, situation, aim.whom, found.refusal);
  if (found.kind !== 'found') return found;

  const sessions = found.sessions.filter(({ connection }) => only?.includes(connection.id) ?? true);
  const { missing, beyond, unmet, otherUsers, possible } = found;
  if (sessions.length === 0)
    return { kind: 'none', whom: aim.whom, missing, unassociated: [], beyond, unmet, otherUsers, possible };
  const endpoints = [...new Set(sessions.map(({ endpoint }) => endpoint.name))];
  if (isMany(aim.whom) && !endpoints.some((name) => isSameName(name, order.typed?.trim() ?? '')))
    return { kind: 'endpoint_untyped', endpoints };

  const target = targetText(aim, sessions);
  const reason = order.reason.trim();
  const context = entryContext(asker, situation, { correlation, target, reason });
  const need = needFor(world.rules, situation.person, sessions);
  if (need !== undefined && !order.breakGlass) return askForApproval(world, order, sessions, need, context);
  const closeGlass = need === undefined ? async () => {} : await announceBreakGlass(world, context, need);
  if (closeGlass === undefined) return { kind: 'begun' };

  const carriedOut = await carryOut(world, {
    situation,
    by: asker.person,
    on: aim.on,
    extent: extentOf(order),
    found: { ...found, sessions },
    spared: [...found.sessions.filter((seen) => !sessions.includes(seen)), ...otherUsers],
    unapproved: [],
    otherUsers: meansPeople(aim.whom) ? otherUsers.length : undefined,
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

/** The names of many fill page after page: each entry has those of its own sessions. */
function targetText({ whom }: KickAim, sessions: readonly SeenSession[]): string {
  const connections = sessions.map(({ connection }) => connection);
  if (whom.kind === 'everyone') return everyoneOn(sessions[0]?.endpoint.name);
  return isMany(whom) ? namesText(connections, mostNamed) : namesText(connections);
}
