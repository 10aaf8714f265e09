import type { Block } from '../../domain/block.ts';
import type { BlockGap } from '../../domain/block-report.ts';
import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { Endpoint, UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Nameless } from '../../domain/person.ts';
import type { Denial } from '../../policy/decide.ts';

/** The names and endpoints that a block would cover, or why there can be no block. */
export type BlockFinding = BlockScope | NoBlock;

export interface BlockScope {
  readonly kind: 'found';
  /** At least one; a person can have several VPN names. */
  readonly names: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** Whether the block covers every endpoint, including endpoints that are added later. */
  readonly isEverywhere: boolean;
}

export type NoBlock =
  /** The operator has configured no table of blocks. */
  | { readonly kind: 'no_list' }
  | Nameless
  /** The connection has ended, or it has no name. */
  | { readonly kind: 'no_name' }
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly refusal: Denial };

/** What the actor should know before they block. It is looked up for each proposal and is not part of the decision. */
export interface BlockOutlook {
  /** Endpoints whose users come from a directory: there the block covers every way to write a user name. */
  readonly directories: readonly Endpoint[];
  readonly gaps: readonly BlockGap[];
  readonly others: readonly Block[];
  /** Live connections with one of the names; for a person, only their own. */
  readonly sessions: readonly ListedConnection[];
  /**
   * Connections of other users with a certificate of the person. The block applies to them; they are not terminated.
   */
  readonly otherUsers: readonly ListedConnection[];
  readonly missing: readonly UnavailableEndpoint[];
  /** Connections that may also be the target's or, if no connection has one of the names, that have a similar name. */
  readonly possible: PossibleMatches;
  /** Names of live connections that start with the target's name and a space, in case one of them was intended. */
  readonly longerNames: readonly string[];
  /** Whether the connections will be terminated as well: the right to block does not include it. */
  readonly endsSessions: boolean;
}
