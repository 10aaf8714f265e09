import type { Actor } from './audit-entry.ts';
import { isSameDirectoryUser } from './directory-name.ts';
import type { Correlation, EndpointId } from './ids.ts';
import type { ExactWhom } from './target.ts';
import { isSameName } from './vpn-name.ts';

/** A name that is blocked from the VPN. */
export interface Block {
  /** A user name or a certificate's common name. It is matched as a whole, in its normalized form. */
  readonly name: string;
  /** Where the name is blocked; undefined for every endpoint. */
  readonly endpoint: EndpointId | undefined;
  /** Those of the endpoints whose user names are a directory's: there, every way to write the name is matched. */
  readonly directories?: readonly EndpointId[];
  /** Undefined for a block that lasts until it is removed. */
  readonly until: Date | undefined;
  readonly reason: string;
  readonly by: Actor;
  readonly at: Date;
  /**
   * The request that created the block. Several requests may block the same name on the same endpoint; this tells the
   * blocks apart.
   */
  readonly correlation: Correlation;
}

export type BlockKey = Pick<Block, 'name' | 'endpoint' | 'correlation'>;

/** What someone wants to unblock: every block on a name or a person, or one block from a list. */
export type UnblockTarget =
  | Exclude<ExactWhom, { readonly kind: 'connection' }>
  | { readonly kind: 'block'; readonly key: BlockKey };

export function isSameBlock(one: BlockKey, other: BlockKey): boolean {
  const isSamePlace = one.endpoint === other.endpoint;
  return isSamePlace && one.correlation === other.correlation && isSameName(one.name, other.name);
}

/**
 * How far the clocks of Bouncer and of the connect handler may differ. A block lasts this much longer than it says,
 * and is reported as ended no earlier: a fast clock must not admit anyone too soon. Machines that are synchronized by
 * NTP, as Lambda's are, differ by milliseconds.
 */
export const clockToleranceMs = 5_000;

/** The moment from which the block denies nobody any more; undefined if it has to be removed. */
export function endOf({ until }: Pick<Block, 'until'>): Date | undefined {
  return until === undefined ? undefined : new Date(until.getTime() + clockToleranceMs);
}

export function isActive(block: Pick<Block, 'until'>, now: Date): boolean {
  const end = endOf(block);
  return end === undefined || now < end;
}

/** The properties of someone who connects that a block can match. */
export interface Connecting {
  /** Empty if the endpoint knows certificates only. */
  readonly username: string;
  readonly commonName: string;
  readonly endpoint: string;
}

/** Finds the block that denies someone; of several, the one that ends last. */
export function blockFor(blocks: readonly Block[], connecting: Connecting, now: Date): Block | undefined {
  return blocks
    .filter((block) => isActive(block, now) && matches(block, connecting))
    .toSorted(longestFirst)
    .at(0);
}

function matches(block: Block, { username, commonName, endpoint }: Connecting): boolean {
  if (block.endpoint !== undefined && block.endpoint !== endpoint) return false;

  const names = [username, commonName].filter((name) => name !== '');
  const isDirectory = block.directories?.some((id) => id === endpoint) ?? false;
  return (
    names.some((name) => isSameName(name, block.name)) ||
    (isDirectory && username !== '' && isSameDirectoryUser(username, block.name))
  );
}

/** Returns whether a block covers a name, on any endpoint. */
export function isOnName({ name, directories = [] }: Block, other: string): boolean {
  return isSameName(name, other) || (directories.length > 0 && isSameDirectoryUser(name, other));
}

export function longestFirst(one: Pick<Block, 'until'>, other: Pick<Block, 'until'>): number {
  return endMs(other) - endMs(one) || 0;
}

function endMs({ until }: Pick<Block, 'until'>): number {
  return until?.getTime() ?? Number.POSITIVE_INFINITY;
}
