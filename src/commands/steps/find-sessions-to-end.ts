import { isLive } from '../../core/connection.ts';
import { decide, type Refusal, refuseProtected, type Situation } from '../../core/decide.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { PersonId } from '../../core/ids.ts';
import { isProtected } from '../../core/protected-names.ts';
import type { ExactTarget } from '../../core/selection.ts';
import type { MissingEndpoint, SeenSession } from '../../core/sighting.ts';
import { foldName, namesOn } from '../../core/vpn-name.ts';
import type { World } from '../../ports/world.ts';
import { type KickReach, kickReach } from './kick-reach.ts';
import { sight } from './sight.ts';
import { type ExactWhom, targetOf } from './target-of.ts';

/** Whose sessions someone wants ended, and where. */
export interface KickAim {
  readonly whom: ExactWhom;
  /** The endpoint's name, where only one is meant. */
  readonly on: string | undefined;
}

export type FoundSessions =
  | {
      readonly kind: 'found';
      readonly target: ExactTarget;
      /** At least one, each of which this person, here, may end; the latest first. */
      readonly sessions: readonly SeenSession[];
      /** Endpoints that did not answer: sessions there live on. */
      readonly missing: readonly MissingEndpoint[];
      /** Endpoints that this channel may not touch: sessions there live on. */
      readonly beyond: readonly Endpoint[];
    }
  /** No such session lives (any more) on the endpoints that answered. */
  | {
      readonly kind: 'none';
      readonly missing: readonly MissingEndpoint[];
      readonly beyond: readonly Endpoint[];
    }
  /** Nothing bears exactly this name; these come close. */
  | { readonly kind: 'ambiguous'; readonly name: string; readonly candidates: readonly SeenSession[] }
  /** The workspace tells no VPN name of this person. */
  | { readonly kind: 'nameless'; readonly person: PersonId }
  | Exclude<KickReach, { kind: 'within' }>;

/**
 * Looks up afresh what a kick would end, and decides whether this person, here, may end it.
 * Every path to an act goes through here: the command, the click and the submission alike.
 */
export async function findSessionsToEnd(
  world: World,
  situation: Situation,
  aim: KickAim,
): Promise<FoundSessions> {
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
): Promise<FoundSessions | undefined> {
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
