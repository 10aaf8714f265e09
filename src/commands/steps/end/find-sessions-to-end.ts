import { type Connection, isLive } from '../../../core/connection.ts';
import { decide, type Refusal, type Situation } from '../../../core/decide.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import type { KickFinding } from '../../../core/kick-finding.ts';
import type { Rules } from '../../../core/rules.ts';
import type { SeenSession } from '../../../core/sighting.ts';
import { foldName } from '../../../core/vpn-name.ts';
import { type ExactWhom, isMany, type KickWhom } from '../../../core/whom.ts';
import type { World } from '../../../ports/world.ts';
import { sight } from '../look/sight.ts';
import { targetOf } from '../look/target-of.ts';
import { findManyToEnd } from './find-many-to-end.ts';
import { kickReach } from './kick-reach.ts';
import { needFor } from './need-for.ts';

/** Whose sessions someone wants ended, and where. */
export interface KickAim extends Pick<OneAim, 'on'> {
  readonly whom: KickWhom;
}

/** Whom someone means, and where, when it is one at a time. */
export interface OneAim {
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
  { whom, on }: KickAim,
): Promise<KickFinding> {
  return isMany(whom) ? findManyToEnd(world, situation, whom, on) : findOnesToEnd(world, situation, whom, on);
}

async function findOnesToEnd(
  world: World,
  situation: Situation,
  whom: ExactWhom,
  on: string | undefined,
): Promise<KickFinding> {
  const meant = await targetOf(world, whom);
  if (meant.kind === 'nameless') return refusedOr(world, situation, meant);

  const reach = kickReach(world.rules, situation, meant.target, on);
  if (reach.kind !== 'within') return reach;

  const { sessions, missing } = await sight(world, situation, reach.endpoints, meant.target);
  const live = sessions.filter(({ connection }) => isLive(connection));
  if (live.length === 0) {
    const candidates = await closeTo(world, situation, reach.endpoints, whom);
    return candidates ?? { kind: 'none', whom, missing, beyond: reach.beyond, unmet: [] };
  }

  const endable = live.filter(({ mayEnd }) => mayEnd);
  const refusal = refusalForAll(world.rules, situation, whom, live, endable);
  if (refusal !== undefined) return { kind: 'refused', refusal };

  const untouched = live.filter(({ mayEnd }) => !mayEnd).map(({ endpoint }) => endpoint);
  const beyond = [...new Set([...reach.beyond, ...untouched])];
  const need = needFor(world.rules, situation.person, endable);
  const mayBlock = world.blocking !== undefined && decide(world.rules, situation, 'block').allowed;
  return {
    kind: 'found',
    target: meant.target,
    sessions: endable,
    missing,
    beyond,
    need,
    mayBlock,
    unmet: [],
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
  const candidates = sessions.filter(({ mayEnd }) => mayEnd);
  return candidates.length > 0 ? { kind: 'ambiguous', name: whom.name, candidates } : undefined;
}

function refusalForAll(
  rules: Rules,
  situation: Situation,
  whom: ExactWhom,
  [first]: readonly SeenSession[],
  endable: readonly SeenSession[],
): Refusal | undefined {
  if (endable.length > 0)
    return severalUsersRefusal(
      rules,
      situation,
      whom,
      endable.map(({ connection }) => connection),
    );

  const decision = decide(rules, situation, 'kick', first?.endpoint);
  return decision.allowed ? undefined : decision;
}

/** Decides about sessions that this person, here, may each end for itself: several users at once need the grant for many. */
function severalUsersRefusal(
  rules: Rules,
  situation: Situation,
  whom: KickWhom,
  connections: readonly Connection[],
): Refusal | undefined {
  const decision = isSeveralUsers(whom, connections) ? decide(rules, situation, 'kick-many') : undefined;
  return decision === undefined || decision.allowed ? undefined : decision;
}

/** A certificate's name can stand on sessions of several users: naming it then means all of them. */
function isSeveralUsers(whom: KickWhom, connections: readonly Connection[]): boolean {
  if (isMany(whom)) return true;

  const users = connections.flatMap(({ username }) => (username ? [foldName(username)] : []));
  return whom.kind === 'name' && new Set(users).size > 1;
}
