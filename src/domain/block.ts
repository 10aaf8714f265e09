import type { Actor } from './audit-entry.ts';
import { isSameDirectoryUser } from './directory-name.ts';
import type { Correlation, EndpointId } from './ids.ts';
import type { ExactWhom } from './target.ts';
import { isSameName } from './vpn-name.ts';

/** A name that is kept out of the VPN. */
export interface Block {
  /** A user name or a certificate's common name: it is met whole, in its comparison form. */
  readonly name: string;
  /** Where it is kept out; undefined for every endpoint. */
  readonly endpoint: EndpointId | undefined;
  /** Of these, the endpoints whose user names are a directory's: there it is met in every way to write it. */
  readonly directories?: readonly EndpointId[];
  /** Undefined for one that stands until it is lifted. */
  readonly until: Date | undefined;
  readonly reason: string;
  readonly by: Actor;
  readonly at: Date;
  /** The request that put it up. Several may name the same person: the name and the endpoint tell its blocks apart. */
  readonly correlation: Correlation;
}

export type BlockKey = Pick<Block, 'name' | 'endpoint' | 'correlation'>;

/** Whom somebody wants to unblock: whatever blocks a name or a person, or one block of a list. */
export type UnblockTarget =
  | Exclude<ExactWhom, { readonly kind: 'connection' }>
  | { readonly kind: 'block'; readonly key: BlockKey };

export function isSameBlock(one: BlockKey, other: BlockKey): boolean {
  const isSamePlace = one.endpoint === other.endpoint;
  return isSamePlace && one.correlation === other.correlation && isSameName(one.name, other.name);
}

/**
 * How far the clocks of the bot and of the connect handler may be apart. A block stands for so much longer than it
 * says, and is called over no earlier: a clock that is ahead must not let anybody in too soon. Machines that are
 * kept in time by NTP, as Lambda's are, differ by milliseconds.
 */
export const clockToleranceMs = 5_000;

/** The moment from which on nobody is turned away by it any longer; undefined for one that has to be lifted. */
export function endOf({ until }: Pick<Block, 'until'>): Date | undefined {
  return until === undefined ? undefined : new Date(until.getTime() + clockToleranceMs);
}

export function isActive(block: Pick<Block, 'until'>, now: Date): boolean {
  const end = endOf(block);
  return end === undefined || now < end;
}

/** Somebody who connects, as far as a block goes by it. */
export interface Connecting {
  /** Empty where the endpoint knows certificates only. */
  readonly username: string;
  readonly commonName: string;
  readonly endpoint: string;
}

/** Finds the block that keeps somebody out; of several, the one that holds longest. */
export function blockFor(blocks: readonly Block[], connecting: Connecting, now: Date): Block | undefined {
  return blocks
    .filter((block) => isActive(block, now) && meets(block, connecting))
    .toSorted(longestFirst)
    .at(0);
}

function meets(block: Block, { username, commonName, endpoint }: Connecting): boolean {
  if (block.endpoint !== undefined && block.endpoint !== endpoint) return false;

  const names = [username, commonName].filter((name) => name !== '');
  const isDirectory = block.directories?.some((id) => id === endpoint) ?? false;
  return (
    names.some((name) => isSameName(name, block.name)) ||
    (isDirectory && username !== '' && isSameDirectoryUser(username, block.name))
  );
}

/** Says whether a block keeps a name out, on whichever endpoint. */
export function isOnName({ name, directories = [] }: Block, other: string): boolean {
  return isSameName(name, other) || (directories.length > 0 && isSameDirectoryUser(name, other));
}

export function longestFirst(one: Pick<Block, 'until'>, other: Pick<Block, 'until'>): number {
  return endMs(other) - endMs(one) || 0;
}

function endMs({ until }: Pick<Block, 'until'>): number {
  return until?.getTime() ?? Number.POSITIVE_INFINITY;
}
