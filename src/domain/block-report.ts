import type { Actor } from './audit-entry.ts';
import type { Block, BlockKey } from './block.ts';
import type { ConnectHandler, Endpoint } from './endpoint.ts';
import type { FailureCode } from './failure.ts';
import type { Correlation } from './ids.ts';
import type { KickChannel } from './kick.ts';

/** One request to keep names out, and what became of it: what its message in the channel tells. */
export interface BlockReport {
  readonly correlation: Correlation;
  readonly actor: Actor;
  readonly channel: KickChannel;
  readonly names: readonly string[];
  /** Where the names are kept out; undefined for every endpoint, later ones as well. */
  readonly endpoints: readonly Endpoint[] | undefined;
  readonly until: Date | undefined;
  readonly reason: string;
  readonly at: Date;
  readonly state: BlockState;
  /** Endpoints on which it holds for every way to write a user name, since a directory knows the users. */
  readonly directories?: readonly Endpoint[];
  /** Endpoints on which it will not hold, or nobody knows whether. */
  readonly gaps: readonly BlockGap[];
  /** Endpoints that know no user names: the block holds there only for certificates of exactly these names. */
  readonly certificateOnly: readonly Endpoint[];
  /** Blocks that others put on the same names: of several, the one that holds longest counts. */
  readonly others: readonly Block[];
  /** Whether the log refused the entry that tells the outcome. */
  readonly isUnrecorded: boolean;
}

export type BlockState =
  | { readonly kind: 'requested' }
  | { readonly kind: 'blocked' }
  /** The names may come back at once. */
  | { readonly kind: 'failed'; readonly code: FailureCode }
  /** The bot was away for so long after the request that it did not go on with it. */
  | { readonly kind: 'abandoned' }
  /** Its time is over, or it was lifted. */
  | { readonly kind: 'over' };

/** An endpoint that does not ask Bouncer's connect handler lets everybody in whom it knows. */
export interface BlockGap {
  readonly endpoint: Endpoint;
  readonly why: Exclude<ConnectHandler, 'bouncer'> | 'unknown';
}

/** The blocks that a request comes to: one for each name, on each endpoint unless all are meant. */
export function blocksFrom(report: BlockReport): readonly Block[] {
  const { names, endpoints, directories = [], until, reason, actor: by, at, correlation } = report;
  const places = endpoints?.map(({ id }) => id) ?? [undefined];
  return names.flatMap((name) =>
    places.map((endpoint) => {
      const there = directories.map(({ id }) => id).filter((id) => (endpoint ?? id) === id);
      const extent = there.length > 0 ? { directories: there } : {};
      return { name, endpoint, ...extent, until, reason, by, at, correlation };
    }),
  );
}

/** Blocks on the same names that still stand after some were lifted. */
export interface BlocksLeft {
  /** This channel may not lift them, or one of the others was meant. */
  readonly left: readonly Block[];
  /** They were put on after the modal showed which blocks would be lifted. */
  readonly newer: readonly Block[];
  /** The modal had no room for them, or they have changed since. */
  readonly unshown: readonly Block[];
}

/** One request to let names in again. */
export interface UnblockReport extends BlocksLeft {
  readonly correlation: Correlation;
  readonly actor: Actor;
  readonly channel: KickChannel;
  readonly lifted: readonly BlockKey[];
  readonly reason: string | undefined;
  readonly at: Date;
}
