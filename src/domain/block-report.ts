import type { Actor } from './audit-entry.ts';
import type { Block, BlockKey, PlacedBlock } from './block.ts';
import type { ConnectHandler, Endpoint } from './endpoint.ts';
import type { FailureCode } from './failure.ts';
import type { Correlation } from './ids.ts';
import type { KickChannel } from './kick.ts';

/** A request to block names. */
export interface BlockRequest {
  readonly correlation: Correlation;
  readonly actor: Actor;
  readonly channel: KickChannel;
  readonly names: readonly string[];
  /** Where the names are blocked; undefined for every endpoint, including ones added later. */
  readonly endpoints: readonly Endpoint[] | undefined;
  readonly until: Date | undefined;
  readonly reason: string;
  readonly at: Date;
  /** Endpoints on which the block covers every way to write a user name, since a directory knows the users. */
  readonly directories?: readonly Endpoint[];
}

/** What people should know about a block. */
export interface BlockCaveats {
  /** Endpoints on which the block has no effect, or may have none. */
  readonly gaps: readonly BlockGap[];
  /** Endpoints without user names: there, the block covers only certificates with exactly these names. */
  readonly certificateOnly: readonly Endpoint[];
  /**
   * Blocks on the same names from other requests that apply on the same endpoints, or on some of them: of several, the
   * one that ends last counts.
   */
  readonly others: readonly PlacedBlock[];
}

/** A request to block names, and its outcome: what its message in the channel shows. */
export interface BlockReport extends BlockRequest, BlockCaveats {
  readonly state: BlockState;
  /** Whether the outcome could not be written to the audit log. */
  readonly isUnrecorded: boolean;
}

export type BlockState =
  | { readonly kind: 'requested' }
  | {
      readonly kind: 'blocked';
      /** Of several names: those that could not be blocked. */
      readonly failed?: { readonly names: readonly string[]; readonly code: FailureCode };
    }
  /** The names can reconnect at once. */
  | { readonly kind: 'failed'; readonly code: FailureCode }
  /** Bouncer was down for so long after the request that it did not continue. */
  | { readonly kind: 'abandoned' }
  /** The block has ended or was removed. */
  | { readonly kind: 'over' };

/** The names that a request has blocked. */
export function namesBlocked({ names, state }: Pick<BlockReport, 'names' | 'state'>): readonly string[] {
  const failed = state.kind === 'blocked' ? (state.failed?.names ?? []) : [];
  return names.filter((name) => !failed.includes(name));
}

/** An endpoint that does not call Bouncer's connect handler, so that it admits everyone it knows. */
export interface BlockGap {
  readonly endpoint: Endpoint;
  readonly why: Exclude<ConnectHandler, 'bouncer'> | 'unknown';
}

/** The blocks of a request: one for each name, on each endpoint unless it is for all of them. */
export function blocksFrom(request: BlockRequest): readonly Block[] {
  const { names, endpoints, directories = [], until, reason, actor: by, at, correlation } = request;
  const places = endpoints?.map(({ id }) => id) ?? [undefined];
  return names.flatMap((name) =>
    places.map((endpoint) => {
      const there = directories.map(({ id }) => id).filter((id) => (endpoint ?? id) === id);
      const extent = there.length > 0 ? { directories: there } : {};
      return { name, endpoint, ...extent, until, reason, by, at, correlation };
    }),
  );
}

/** Blocks on the same names that remain after some were removed. */
export interface BlocksLeft {
  /** This channel may not remove them, or the request was for another block. */
  readonly left: readonly PlacedBlock[];
  /** They were added after the modal showed which blocks would be removed. */
  readonly newer: readonly PlacedBlock[];
  /** The modal had no room for them, or they have changed since. */
  readonly unshown: readonly PlacedBlock[];
}

/** Denied connections of a blocked name, for the thread of the block that denied the latest of them. */
export interface DeniedReport {
  /** The number and the time of the audit entry that reports the same. */
  readonly seq: number;
  readonly at: Date;
  /** The request that created the block, and where it was made. */
  readonly block: Correlation;
  readonly channel: KickChannel;
  readonly name: string;
  /** Undefined if it is not configured. */
  readonly endpoint: Endpoint | undefined;
  /** Counts over all endpoints; undefined for a channel that is limited to some of them. */
  readonly attempts: { readonly unreported: number; readonly total: number } | undefined;
  readonly latest: { readonly at: Date; readonly publicIp: string; readonly platform: string };
}

/** One request to unblock names. */
export interface UnblockReport extends BlocksLeft {
  readonly correlation: Correlation;
  readonly actor: Actor;
  readonly channel: KickChannel;
  readonly removed: readonly BlockKey[];
  readonly reason: string | undefined;
  readonly at: Date;
}
