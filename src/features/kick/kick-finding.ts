import type { ListedConnection, PossibleMatches, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import type { Endpoint, UnknownEndpoint } from '../../domain/endpoint.ts';
import type { Nameless } from '../../domain/person.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import type { ExactWhom, KickWhom } from '../../domain/target.ts';
import type { Denial } from '../../policy/decide.ts';

/** What a kick would end, looked up afresh, or why it would end nothing. */
export type KickFinding =
  | {
      readonly kind: 'found';
      readonly target: ExactTarget;
      /** At least one, each of which this person, here, may end; the latest first. */
      readonly sessions: readonly ListedConnection[];
      /** Endpoints that did not answer: sessions there live on. */
      readonly missing: readonly UnavailableEndpoint[];
      /** Endpoints that this channel may not touch: sessions there live on. */
      readonly beyond: readonly Endpoint[];
      /** Why a second person is needed to end all of them; undefined when nobody is. */
      readonly need: SecondPersonNeed | undefined;
      /** Whether this person, here, may keep them out as well: for offering it, never for acting. */
      readonly mayBlock: boolean;
      /** Those of several of whom no session is among these. */
      readonly unmet: readonly Unmet[];
      /** Connections on a certificate of the person's that belong, or may belong, to other users: they are left out. */
      readonly otherUsers: readonly ListedConnection[];
      /** Whether the person has no connection of their own, and all of these are such ones. */
      readonly hitsOtherUsers: boolean;
      /** Connections that may be the target's too, each of which this person, here, may end: only when they say so. */
      readonly possible: PossibleMatches;
      /** Names of living connections that go on behind the target's name with a space, and may have been meant. */
      readonly longerNames?: readonly string[];
    }
  /** No such session lives (any more) on the endpoints that answered. */
  | {
      readonly kind: 'none';
      readonly whom: KickWhom;
      readonly unmet: readonly Unmet[];
      readonly missing: readonly UnavailableEndpoint[];
      /** Endpoints without an associated network: nobody can be on there. */
      readonly unassociated: readonly Endpoint[];
      readonly beyond: readonly Endpoint[];
      /** As above. */
      readonly otherUsers: readonly ListedConnection[];
      readonly possible: PossibleMatches;
    }
  /** Nothing bears exactly this name; these come close. */
  | { readonly kind: 'ambiguous'; readonly name: string; readonly candidates: readonly ListedConnection[] }
  | Nameless
  | UnknownEndpoint
  /** It needs a second person, and these are more names than can be put before one. */
  | { readonly kind: 'too_many_to_approve'; readonly names: number }
  | { readonly kind: 'refused'; readonly refusal: Denial };

/** Someone of several who were asked for, of whom nothing was found. */
export interface Unmet {
  readonly whom: Extract<ExactWhom, { readonly kind: 'name' | 'person' }>;
  /**
   * `nameless`: the workspace tells no VPN name of them; `unverifiable`: it did not answer about them this time. Both
   * may be on all the same.
   */
  readonly why: 'off' | 'nameless' | 'unverifiable';
}
