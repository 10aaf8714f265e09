import { isLive } from '../../domain/connection.ts';
import {
  type ListedConnection,
  noPossibleMatches,
  type PossibleMatches,
} from '../../domain/connection-list.ts';
import { type Endpoint, resolveEndpoint } from '../../domain/endpoint.ts';
import type { ConnectionId, PersonId } from '../../domain/ids.ts';
import type { Rules } from '../../domain/rules.ts';
import { type ExactTargetRef, isMany, type KickSelection, type NamedTarget } from '../../domain/target.ts';
import { type ByUser, countUsers, isOfUser } from '../../domain/users.ts';
import { distinctNames, isSameName, nameOf, namesOn } from '../../domain/vpn-name.ts';
import {
  type AccessContext,
  type ActionAccessContext,
  authorize,
  type Denial,
  endpointsGranted,
} from '../../policy/authorize.ts';
import { ownNamesOf } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { isBlockable } from '../block/authorize-block.ts';
import {
  type EndpointList,
  listConnections,
  listConnectionsIn,
  withoutNetwork,
} from '../connections/list-connections.ts';
import { connectionsOfTypo, longerNames, possibleMatches } from '../connections/possible-matches.ts';
import { namesOfSamePeople, targetOf } from '../connections/resolve-target.ts';
import { actorIn, foreseenNeed } from './approval-needed.ts';
import { findManyToTerminate } from './find-many-connections.ts';
import { type KickFinding, noneOf } from './kick-finding.ts';

/**
 * Looks up which connections a kick would terminate, and authorizes the actor to terminate them from this channel.
 * Every path to a kick goes through here: the command, the button and the submission.
 *
 * @param leftOut People among several targets about whom nothing is done, because the actor was told so.
 */
export async function findConnectionsToTerminate(
  app: AppContext,
  access: ActionAccessContext,
  { targetRef, on }: KickSelection,
  leftOut: readonly PersonId[] = [],
): Promise<KickFinding> {
  return isMany(targetRef)
    ? findManyToTerminate(app, access, { targetRef, on, leftOut })
    : findFewToTerminate(app, access, targetRef, on);
}

async function findFewToTerminate(
  app: AppContext,
  access: ActionAccessContext,
  targetRef: ExactTargetRef,
  on: string | undefined,
): Promise<KickFinding> {
  const meant = await targetOf(app, targetRef);
  if (meant.kind === 'nameless') return deniedOr(app, access, meant);

  const scope = kickScope(app.rules, access, meant.target, on);
  if (scope.kind !== 'within') return scope;

  const look = await listConnections(app, access, scope.endpoints, meant.target);
  const { connections, unavailable, lists } = look;
  const seen = connections.filter(({ connection }) => isLive(connection));
  const { own, otherUsers: others } = byUser(app.rules, targetRef, meant.target, seen);
  // If the person only has connections on a certificate of several users, the kick covers all of these or none.
  const hitsOtherUsers = own.length === 0 && (await isSeveralUsers(app, others));
  const live = hitsOtherUsers ? others : own;
  const otherUsers = hitsOtherUsers ? [] : others;
  const { endpoints, outOfScope } = scope;
  const possible = await possibleToTerminate(app, access, meant.target, { lists, endpoints });
  const surroundings = { unavailable, outOfScope, unresolved: [], otherUsers, possible };
  if (live.length === 0)
    return (
      similarNames(app, access, lists, targetRef) ?? {
        ...noneOf(surroundings, targetRef, withoutNetwork(lists)),
        similar: connectionsOfTypo(app, access, lists, targetRef),
      }
    );

  const terminable = live.filter(({ mayTerminate }) => mayTerminate);
  const persons = targetRef.kind === 'person' && meant.target.kind === 'names' ? [meant.target.names] : [];
  const denial = await denialForAll(app, access, live, terminable, persons);
  if (denial !== undefined) return { kind: 'refused', denial };

  const untouched = live.filter(({ mayTerminate }) => !mayTerminate).map(({ endpoint }) => endpoint);
  const need = await foreseenNeed(app, {
    ...actorIn(access),
    connections: terminable.map(({ connection }) => connection),
    target: meant.target,
  });
  return {
    ...surroundings,
    kind: 'found',
    target: meant.target,
    connections: terminable,
    outOfScope: [...new Set([...outOfScope, ...untouched])],
    need,
    mayBlock: await isBlockable(app, access, namesToBlock(meant.target, terminable), on),
    hitsOtherUsers,
    // Someone who may not terminate a connection must not learn that it exists.
    longerNames: longerNames(app, access, lists, targetRef, ({ mayTerminate }) => mayTerminate),
  };
}

/** The names that a block together with the kick would cover. */
function namesToBlock(target: NamedTarget, connections: readonly ListedConnection[]): readonly string[] {
  return target.kind === 'names' ? target.names : shownNamesOf(connections);
}

/** The name of each connection that has one, without repetitions. */
function shownNamesOf(connections: readonly ListedConnection[]): readonly string[] {
  const names = connections.map(({ connection }) => nameOf(connection));
  return distinctNames(names.flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text])));
}

/** Finds the possible matches that the actor may terminate; the actor must not learn of any others. */
async function possibleToTerminate(
  app: AppContext,
  access: ActionAccessContext,
  target: NamedTarget,
  where: Parameters<typeof possibleMatches>[3],
): Promise<PossibleMatches> {
  if (target.kind !== 'names') return noPossibleMatches;
  const { connections, certificateOnly } = await possibleMatches(app, access, target.names, where);
  return { connections: connections.filter(({ mayTerminate }) => mayTerminate), certificateOnly };
}

/** Separates a person's own connections from those of other users who sign in with the same certificate. */
function byUser(
  rules: Rules,
  targetRef: ExactTargetRef,
  target: NamedTarget,
  live: readonly ListedConnection[],
): ByUser<ListedConnection> {
  if (targetRef.kind !== 'person' || target.kind !== 'names') return { own: live, otherUsers: [] };

  const isOwn = ({ connection }: ListedConnection) =>
    isOfUser(connection, target.names, rules.people, targetRef.person);
  // Someone who may not terminate these connections must not learn that they exist.
  const otherUsers = live.filter((listed) => !isOwn(listed) && listed.mayTerminate);
  return { own: live.filter(isOwn), otherUsers };
}

/** Returns the denial to an actor without the grant, who must not learn anything about the target. */
function deniedOr<T>(
  app: AppContext,
  access: ActionAccessContext,
  otherwise: T,
): T | { kind: 'refused'; denial: Denial } {
  const decision = authorize(app.rules, access, 'kick');
  return decision.allowed ? otherwise : { kind: 'refused', denial: decision };
}

function similarNames(
  app: AppContext,
  access: ActionAccessContext,
  lists: readonly EndpointList[],
  targetRef: ExactTargetRef,
): KickFinding | undefined {
  if (targetRef.kind !== 'name' || !authorize(app.rules, access, 'kick').allowed) return undefined;

  const connections = listConnectionsIn(app, access, lists, { kind: 'text', text: targetRef.name });
  const candidates = connections.filter(({ mayTerminate }) => mayTerminate);
  return candidates.length > 0 ? { kind: 'ambiguous', name: targetRef.name, candidates } : undefined;
}

async function denialForAll(
  app: AppContext,
  access: ActionAccessContext,
  [first]: readonly ListedConnection[],
  terminable: readonly ListedConnection[],
  persons: readonly (readonly string[])[],
): Promise<Denial | undefined> {
  const needsMany = await isSeveralUsers(app, terminable, persons);
  if (terminable.length > 0 && !needsMany) return undefined;

  // Terminating connections of several users at once needs `kick-many`, even if each one could be terminated alone.
  const decision = needsMany
    ? authorize(app.rules, access, 'kick-many')
    : authorize(app.rules, access, 'kick', first?.endpoint);
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
  connections: readonly ListedConnection[],
  persons: readonly (readonly string[])[] = [],
): Promise<boolean> {
  const { people } = app.rules;
  const found = connections.map(({ connection }) => connection);
  const names = shownNamesOf(connections);
  if (names.length <= 1 && countUsers(found, people, []) <= 1) return false;

  const known = [...persons, ...(await namesOfSamePeople(app, names))];
  return countUsers(found, people, known) > 1;
}

type TickedAsPossible =
  | { readonly kind: 'ticked'; readonly connections: readonly ListedConnection[] }
  | { readonly kind: 'refused'; readonly denial: Denial };

/**
 * Finds the ticked connections among the current possible matches. One certificate may be the target's, but several
 * may belong to several people, so they need `kick-many`.
 */
export function tickedAsPossible(
  { rules }: Pick<AppContext, 'rules'>,
  access: AccessContext,
  { connections: possible }: PossibleMatches,
  ticked: readonly ConnectionId[],
): TickedAsPossible {
  const connections = possible.filter(({ connection }) => ticked.includes(connection.id));
  const names = connections.flatMap(({ connection }) => namesOn(connection));
  const decision = distinctNames(names).length > 1 ? authorize(rules, access, 'kick-many') : undefined;
  return decision === undefined || decision.allowed
    ? { kind: 'ticked', connections }
    : { kind: 'refused', denial: decision };
}

type KickScope =
  | {
      readonly kind: 'within';
      readonly endpoints: readonly Endpoint[];
      /** Endpoints for which this channel has no grant. */
      readonly outOfScope: readonly Endpoint[];
    }
  | Extract<KickFinding, { kind: 'unknown_endpoint' | 'refused' }>;

/**
 * Decides, before any look-up, on which endpoints a kick may act: those for which the channel grants `kick`, and every
 * endpoint if the target may be the actor's own connections.
 */
function kickScope(
  rules: Rules,
  access: AccessContext,
  target: NamedTarget,
  on: string | undefined,
): KickScope {
  const reach = mayBeOwn(rules, access, target) ? rules.endpoints : endpointsGranted(rules, access, 'kick');
  const named = on === undefined ? undefined : resolveEndpoint(rules.endpoints, on);
  if (on !== undefined && named === undefined && reach.length > 0) {
    // The actor's own connections may be on any endpoint, but only endpoints with the grant are named.
    const known = endpointsGranted(rules, access, 'kick');
    return { kind: 'unknown_endpoint', text: on, known: known.map(({ name }) => name) };
  }

  const endpoints = named === undefined ? reach : reach.filter(({ id }) => id === named.id);
  const decision = authorize(rules, access, 'kick', named);
  if (endpoints.length === 0 && !decision.allowed) return { kind: 'refused', denial: decision };

  const outOfScope =
    named === undefined ? rules.endpoints.filter((endpoint) => !reach.includes(endpoint)) : [];
  return { kind: 'within', endpoints, outOfScope };
}

/** A connection's user is known only after the look-up, which then authorizes each connection separately. */
function mayBeOwn(rules: Rules, access: AccessContext, target: NamedTarget): boolean {
  if (access.person.kind !== 'found' || !authorize(rules, access, 'self').allowed) return false;
  if (target.kind === 'connections') return true;

  const own = ownNamesOf(access.person.person, rules);
  return target.names.some((name) => own.some((mine) => isSameName(mine, name)));
}
