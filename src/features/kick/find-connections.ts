import { isLive } from '../../domain/connection.ts';
import {
  type ListedConnection,
  noPossibleMatches,
  type PossibleMatches,
} from '../../domain/connection-list.ts';
import type { NamedTarget } from '../../domain/connection-search.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { ConnectionId, PersonId } from '../../domain/ids.ts';
import type { Rules } from '../../domain/rules.ts';
import { type ExactWhom, isMany, type KickAim } from '../../domain/target.ts';
import { type ByUser, countUsers, isOfUser } from '../../domain/users.ts';
import { distinctNames, isSameName, nameOf, namesOn } from '../../domain/vpn-name.ts';
import {
  type ActingSituation,
  authorize,
  type Denial,
  endpointsGranted,
  type Situation,
} from '../../policy/decide.ts';
import { ownNamesOf } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import {
  type EndpointList,
  listConnections,
  listConnectionsIn,
  withoutNetwork,
} from '../connections/list-connections.ts';
import { longerNames, possibleMatches } from '../connections/possible-matches.ts';
import { namesOfSamePeople, targetOf } from '../connections/resolve-target.ts';
import { actorIn, foreseenNeed } from './approval-needed.ts';
import { findManyToTerminate } from './find-many-connections.ts';
import type { KickFinding } from './kick-finding.ts';

/**
 * Looks up which connections a kick would terminate, and authorizes the actor to terminate them from this channel.
 * Every path to a kick goes through here: the command, the button and the submission.
 *
 * @param leftOut People among several targets about whom nothing is done, because the actor was told so.
 */
export async function findConnectionsToTerminate(
  app: AppContext,
  situation: ActingSituation,
  { whom, on }: KickAim,
  leftOut: readonly PersonId[] = [],
): Promise<KickFinding> {
  return isMany(whom)
    ? findManyToTerminate(app, situation, { whom, on, leftOut })
    : findFewToTerminate(app, situation, whom, on);
}

async function findFewToTerminate(
  app: AppContext,
  situation: ActingSituation,
  whom: ExactWhom,
  on: string | undefined,
): Promise<KickFinding> {
  const meant = await targetOf(app, whom);
  if (meant.kind === 'nameless') return refusedOr(app, situation, meant);

  const reach = kickScope(app.rules, situation, meant.target, on);
  if (reach.kind !== 'within') return reach;

  const { sessions, missing, lists } = await listConnections(app, situation, reach.endpoints, meant.target);
  const seen = sessions.filter(({ connection }) => isLive(connection));
  const { own, otherUsers: others } = byUser(app.rules, whom, meant.target, seen);
  // If the person only has connections on a certificate of several users, the kick covers all of these or none.
  const hitsOtherUsers = own.length === 0 && (await isSeveralUsers(app, others));
  const live = hitsOtherUsers ? others : own;
  const otherUsers = hitsOtherUsers ? [] : others;
  const possible = await possibleToTerminate(app, situation, meant.target, {
    lists,
    endpoints: reach.endpoints,
  });
  if (live.length === 0) {
    const candidates = similarNames(app, situation, lists, whom);
    return (
      candidates ?? {
        kind: 'none',
        whom,
        missing,
        unassociated: withoutNetwork(lists),
        beyond: reach.beyond,
        unmet: [],
        otherUsers,
        possible,
      }
    );
  }

  const endable = live.filter(({ mayEnd }) => mayEnd);
  const refusal = await refusalForAll(
    app,
    situation,
    live,
    endable,
    whom.kind === 'person' && meant.target.kind === 'names' ? [meant.target.names] : [],
  );
  if (refusal !== undefined) return { kind: 'refused', refusal };

  const untouched = live.filter(({ mayEnd }) => !mayEnd).map(({ endpoint }) => endpoint);
  const beyond = [...new Set([...reach.beyond, ...untouched])];
  const need = await foreseenNeed(app, {
    ...actorIn(situation),
    connections: endable.map(({ connection }) => connection),
    target: meant.target,
  });
  const mayBlock = app.blocking !== undefined && authorize(app.rules, situation, 'block').allowed;
  return {
    kind: 'found',
    target: meant.target,
    sessions: endable,
    missing,
    beyond,
    need,
    mayBlock,
    unmet: [],
    otherUsers,
    hitsOtherUsers,
    possible,
    // Someone who may not terminate a connection must not learn that it exists.
    longerNames: longerNames(app, situation, lists, whom, ({ mayEnd }) => mayEnd),
  };
}

/** Finds the possible matches that the actor may terminate; the actor must not learn of any others. */
async function possibleToTerminate(
  app: AppContext,
  situation: ActingSituation,
  target: NamedTarget,
  where: Parameters<typeof possibleMatches>[3],
): Promise<PossibleMatches> {
  if (target.kind !== 'names') return noPossibleMatches;
  const { connections, certificateOnly } = await possibleMatches(app, situation, target.names, where);
  return { connections: connections.filter(({ mayEnd }) => mayEnd), certificateOnly };
}

/** Separates a person's own connections from those of other users who sign in with the same certificate. */
function byUser(
  rules: Rules,
  whom: ExactWhom,
  target: NamedTarget,
  live: readonly ListedConnection[],
): ByUser<ListedConnection> {
  if (whom.kind !== 'person' || target.kind !== 'names') return { own: live, otherUsers: [] };

  const isOwn = ({ connection }: ListedConnection) => isOfUser(connection, target.names, rules.people);
  // Someone who may not terminate these connections must not learn that they exist.
  const otherUsers = live.filter((session) => !isOwn(session) && session.mayEnd);
  return { own: live.filter(isOwn), otherUsers };
}

/** Returns the denial to an actor without the grant, who must not learn anything about the target. */
function refusedOr<T>(
  app: AppContext,
  situation: ActingSituation,
  otherwise: T,
): T | { kind: 'refused'; refusal: Denial } {
  const decision = authorize(app.rules, situation, 'kick');
  return decision.allowed ? otherwise : { kind: 'refused', refusal: decision };
}

function similarNames(
  app: AppContext,
  situation: ActingSituation,
  lists: readonly EndpointList[],
  whom: ExactWhom,
): KickFinding | undefined {
  if (whom.kind !== 'name' || !authorize(app.rules, situation, 'kick').allowed) return undefined;

  const sessions = listConnectionsIn(app, situation, lists, { kind: 'text', text: whom.name });
  const candidates = sessions.filter(({ mayEnd }) => mayEnd);
  return candidates.length > 0 ? { kind: 'ambiguous', name: whom.name, candidates } : undefined;
}

async function refusalForAll(
  app: AppContext,
  situation: ActingSituation,
  [first]: readonly ListedConnection[],
  endable: readonly ListedConnection[],
  persons: readonly (readonly string[])[],
): Promise<Denial | undefined> {
  const needsMany = await isSeveralUsers(app, endable, persons);
  if (endable.length > 0 && !needsMany) return undefined;

  // Terminating connections of several users at once needs `kick-many`, even if each one could be terminated alone.
  const decision = needsMany
    ? authorize(app.rules, situation, 'kick-many')
    : authorize(app.rules, situation, 'kick', first?.endpoint);
  return decision.allowed ? undefined : decision;
}

/**
 * Returns whether connections belong to several users. Several users can share a certificate's name, or a directory
 * user name without its domain; such a target covers all of them.
 *
 * @param persons The names of each targeted person, which count as one user.
 */
async function isSeveralUsers(
  app: AppContext,
  sessions: readonly ListedConnection[],
  persons: readonly (readonly string[])[] = [],
): Promise<boolean> {
  const { people } = app.rules;
  const found = sessions.map(({ connection }) => connection);
  const names = found.map(nameOf).flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  if (distinctNames(names).length <= 1 && countUsers(found, people, []) <= 1) return false;

  const known = [...persons, ...(await namesOfSamePeople(app, names))];
  return countUsers(found, people, known) > 1;
}

export type TickedAsPossible =
  | { readonly kind: 'ticked'; readonly sessions: readonly ListedConnection[] }
  | { readonly kind: 'refused'; readonly refusal: Denial };

/**
 * Finds the ticked connections among the current possible matches. One certificate may be the target's, but several
 * may belong to several people, so they need `kick-many`.
 */
export function tickedAsPossible(
  { rules }: Pick<AppContext, 'rules'>,
  situation: Situation,
  { connections: possible }: PossibleMatches,
  ticked: readonly ConnectionId[],
): TickedAsPossible {
  const sessions = possible.filter(({ connection }) => ticked.includes(connection.id));
  const names = sessions.flatMap(({ connection }) => namesOn(connection));
  const decision = distinctNames(names).length > 1 ? authorize(rules, situation, 'kick-many') : undefined;
  return decision === undefined || decision.allowed
    ? { kind: 'ticked', sessions }
    : { kind: 'refused', refusal: decision };
}

export type KickScope =
  | {
      readonly kind: 'within';
      readonly endpoints: readonly Endpoint[];
      /** Endpoints for which this channel has no grant. */
      readonly beyond: readonly Endpoint[];
    }
  | Extract<KickFinding, { kind: 'unknown_endpoint' | 'refused' }>;

/**
 * Decides, before any look-up, on which endpoints a kick may act: those for which the channel grants `kick`, and every
 * endpoint if the target may be the actor's own connections.
 */
export function kickScope(
  rules: Rules,
  situation: Situation,
  target: NamedTarget,
  on: string | undefined,
): KickScope {
  const reach = mayBeOwn(rules, situation, target)
    ? rules.endpoints
    : endpointsGranted(rules, situation, 'kick');
  const named = on === undefined ? undefined : resolveEndpoint(rules.endpoints, on);
  if (on !== undefined && named === undefined && reach.length > 0) {
    // The actor's own connections may be on any endpoint, but only endpoints with the grant are named.
    const known = endpointsGranted(rules, situation, 'kick');
    return { kind: 'unknown_endpoint', text: on, known: known.map(({ name }) => name) };
  }

  const endpoints = named === undefined ? reach : reach.filter(({ id }) => id === named.id);
  const decision = authorize(rules, situation, 'kick', named);
  if (endpoints.length === 0 && !decision.allowed) return { kind: 'refused', refusal: decision };

  const beyond = named === undefined ? rules.endpoints.filter((endpoint) => !reach.includes(endpoint)) : [];
  return { kind: 'within', endpoints, beyond };
}

/** A connection's user is known only after the look-up, which then authorizes each connection separately. */
function mayBeOwn(rules: Rules, situation: Situation, target: NamedTarget): boolean {
  if (situation.person.kind !== 'found' || !authorize(rules, situation, 'self').allowed) return false;
  if (target.kind === 'connections') return true;

  const own = ownNamesOf(situation.person.person, rules);
  return target.names.some((name) => own.some((mine) => isSameName(mine, name)));
}
