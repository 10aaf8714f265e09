import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { Endpoint, UnknownEndpoint } from '../../domain/endpoint.ts';
import { everyoneOn, maxNamed } from '../../domain/kick-target.ts';
import type { Nameless } from '../../domain/person.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { type ExactTarget, isMany, type KickTargetRef } from '../../domain/target.ts';
import { namesText } from '../../domain/vpn-name.ts';
import type { Denial } from '../../policy/authorize.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';

/** What a kick would terminate according to a fresh look-up, or why it would terminate nothing. */
export type KickFinding =
  | FoundConnections
  /** No such connection is active on the endpoints that responded. */
  | (Surroundings & {
      readonly kind: 'none';
      readonly targetRef: KickTargetRef;
      /** Endpoints without an associated network, to which no one can be connected. */
      readonly unassociated: readonly Endpoint[];
      /** Connections under the name that the one typed is most likely a typo of. They are only suggested. */
      readonly similar?: readonly ListedConnection[];
    })
  /** No connection has exactly this name; the candidates are close to it. */
  | { readonly kind: 'ambiguous'; readonly name: string; readonly candidates: readonly ListedConnection[] }
  | Nameless
  | UnknownEndpoint
  /** The kick needs a second person and has more names than can be shown to one. */
  | { readonly kind: 'too_many_to_approve'; readonly names: number }
  | { readonly kind: 'refused'; readonly denial: Denial };

export interface FoundConnections extends Surroundings {
  readonly kind: 'found';
  readonly target: ExactTarget;
  /** At least one connection; the actor may terminate each of them from this channel. The latest comes first. */
  readonly connections: readonly ListedConnection[];
  /** Why terminating all of them needs a second person; undefined if it does not. */
  readonly need: SecondPersonNeed | undefined;
  /** Whether the actor may also block them from this channel. Only a hint for the modal, never a permission. */
  readonly mayBlock: boolean;
  /** Of several people: the names of those with a connection, who may be blocked as well. */
  readonly blockNames?: readonly string[];
  /** Whether the person has no connection of their own, and all `connections` may belong to other users. */
  readonly hitsOtherUsers: boolean;
  /** Names of active connections that start with the target's name and a space, and may be the intended target. */
  readonly longerNames?: readonly string[];
}

/** What a look-up has found beside the connections that the kick would terminate. */
interface Surroundings {
  /** Endpoints that did not respond; connections there stay active. */
  readonly unavailable: readonly UnavailableEndpoint[];
  /** Endpoints for which this channel has no grant; connections there stay active. */
  readonly outOfScope: readonly Endpoint[];
  /** Of several targets, those without a connection among these. */
  readonly unresolved: readonly UnresolvedTarget[];
  /** Connections on the person's certificate that belong, or may belong, to other users; they are left out. */
  readonly otherUsers: readonly ListedConnection[];
  /** Possible matches that the actor may terminate from this channel, but only by ticking them. */
  readonly possible: PossibleMatches;
}

/** Returns the finding if none of the connections are meant. */
export function noneOf(
  { unavailable, outOfScope, unresolved, otherUsers, possible }: Surroundings,
  targetRef: KickTargetRef,
  unassociated: readonly Endpoint[] = [],
): Extract<KickFinding, { kind: 'none' }> {
  return { kind: 'none', targetRef, unassociated, unavailable, outOfScope, unresolved, otherUsers, possible };
}

/** Describes a kick's target. For many people it is shortened, because each entry has the names of its connections. */
export function targetText(targetRef: KickTargetRef, connections: readonly ListedConnection[]): string {
  const found = connections.map(({ connection }) => connection);
  if (targetRef.kind === 'everyone') return everyoneOn(connections[0]?.endpoint.name);
  return isMany(targetRef) ? namesText(found, maxNamed) : namesText(found);
}
