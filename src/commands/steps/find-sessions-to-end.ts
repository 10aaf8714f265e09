import { isLive } from '../../core/connection.ts';
import { decide, type Refusal, refuseProtected, type Situation } from '../../core/decide.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { KickFinding } from '../../core/kick-finding.ts';
import { isProtected } from '../../core/protected-names.ts';
import type { SeenSession } from '../../core/sighting.ts';
import { foldName, namesOn } from '../../core/vpn-name.ts';
import type { ExactWhom } from '../../core/whom.ts';
import type { World } from '../../ports/world.ts';
import { kickReach } from './kick-reach.ts';
import { sight } from './sight.ts';
import { targetOf } from './target-of.ts';

/** Whose sessions someone wants ended, and where. */
export interface KickAim {
  readonly whom: ExactWhom;
  /** The endpoint's name, where only one is meant. */
  readonly on: string | undefined;
}

/**
 * Looks up afresh what a kick would end, and decides whether this person, here, may end it.
 * Every path to an act goes through here: the command, the click and the submission alike.
 */
export async function findSessionsToEnd(
  world: World,
  situation: Situation,
  aim: KickAim,
): Promise<KickFinding> {
  const meant = await targetOf(world, aim.whom);
  if (meant.kind === 'nameless') return refusedOr(world, situation, meant);

  const reach = kickReach(world.rules, situation, meant.target, aim.on);
  if (reach.kind !== 'within') return reach;

  const { sessions, missing } = await sight(world, situation, reach.endpoints, meant.target);
  const live = sessions.filter(({ connection }) => isLive(connection));
  if (live.length === 0) {
    const candidates = await closeTo(world, situation, reach.endpoints, aim.whom);
    return candidates ?? { kind: 'none', missing, beyond: reach.beyond };
  }

  const refusal = refusalFor(world, situation, aim.whom, live);
  if (refusal !== undefined) return { kind: 'refused', refusal };
  return {
    kind: 'found',
    target: meant.target,
    sessions: live.filter((session) => session.mayEnd),
    missing,
    beyond: [...reach.beyond, ...live.filter((session) => !session.mayEnd).map(({ endpoint }) => endpoint)],
  };
}

/** Someone without the grant learns that, and nothing about the person they asked for. */
function refusedOr<T>(
  world: World,
  situation: Situation,
  otherwise: T,
): T | { kind: 'refused'; refusal: Refusal } {
  const decision = decide(world.rules, situation, 'kick');
  return decision.allowed ? otherwise : { kind: 'refused', refusal: decision };
}

async function closeTo(
  world: World,
  situation: Situation,
  endpoints: readonly Endpoint[],
  whom: ExactWhom,
): Promise<KickFinding | undefined> {
  if (whom.kind !== 'name' || !decide(world.rules, situation, 'kick').allowed) return undefined;

  const { sessions } = await sight(world, situation, endpoints, { kind: 'text', text: whom.name });
  const candidates = sessions.filter(({ connection }) => isLive(connection));
  return candidates.length > 0 ? { kind: 'ambiguous', name: whom.name, candidates } : undefined;
}

function refusalFor(
  { rules }: World,
  situation: Situation,
  whom: ExactWhom,
  live: readonly SeenSession[],
): Refusal | undefined {
  const forbidden = live.find((session) => !session.mayEnd);
  if (forbidden !== undefined && live.every((session) => !session.mayEnd)) {
    const decision = decide(rules, situation, 'kick', forbidden.endpoint);
    return decision.allowed ? undefined : decision;
  }
  if (live.some(({ connection }) => isProtected(namesOn(connection), rules.protected)))
    return refuseProtected(rules);

  const decision = isSeveralUsers(whom, live) ? decide(rules, situation, 'kick-many') : undefined;
  return decision === undefined || decision.allowed ? undefined : decision;
}

/** A certificate's name can stand on sessions of several users: naming it then means all of them. */
function isSeveralUsers(whom: ExactWhom, sessions: readonly SeenSession[]): boolean {
  const users = sessions.flatMap(({ connection }) =>
    connection.username ? [foldName(connection.username)] : [],
  );
  return whom.kind === 'name' && new Set(users).size > 1;
}
