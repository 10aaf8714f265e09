import type { Block } from '../../domain/block.ts';
import type { BlockGap } from '../../domain/block-report.ts';
import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { Endpoint, UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Nameless } from '../../domain/person.ts';
import type { Denial } from '../../policy/decide.ts';

/** Whom a block would keep out, and where; or why it may not be. */
export type BlockFinding = BlockScope | NoBlock;

export interface BlockScope {
  readonly kind: 'found';
  /** At least one: a person may go by several. */
  readonly names: readonly string[];
  readonly endpoints: readonly Endpoint[];
  /** Whether these are all endpoints, so that the block is to hold on every one, later ones as well. */
  readonly isEverywhere: boolean;
}

export type NoBlock =
  /** The operator has set up no list of blocks. */
  | { readonly kind: 'no_list' }
  | Nameless
  /** The session is not on any more, or goes by no name. */
  | { readonly kind: 'no_name' }
  | UnknownEndpoint
  | { readonly kind: 'refused'; readonly refusal: Denial };

/** What somebody should know before they block: looked up afresh, and no part of the decision. */
export interface BlockOutlook {
  /** Endpoints on which it holds for every way to write a user name, since a directory knows the users. */
  readonly directories: readonly Endpoint[];
  readonly gaps: readonly BlockGap[];
  readonly others: readonly Block[];
  /** Living sessions that bear one of the names; of a person, their own. */
  readonly sessions: readonly ListedConnection[];
  /** Those of other users on a certificate of the person's: the block hits them, and nobody ends them. */
  readonly otherUsers: readonly ListedConnection[];
  readonly missing: readonly UnavailableEndpoint[];
  /** Connections that may be the target's too, or bear a name that is close to one that no connection bears. */
  readonly possible: PossibleMatches;
  /** Names of living connections that go on behind the target's name with a space, and may have been meant. */
  readonly longerNames: readonly string[];
  /** Whether the sessions will be ended as well: blocking somebody does not let one end their sessions. */
  readonly endsSessions: boolean;
}
