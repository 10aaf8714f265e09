import { createHash } from 'node:crypto';
import { addMilliseconds } from 'date-fns/addMilliseconds';
import {
  millisecondsInDay,
  millisecondsInHour,
  millisecondsInMinute,
  millisecondsInSecond,
  millisecondsInWeek,
} from 'date-fns/constants';
import { canonicalJson } from './audit-chain.ts';
import type { Actor } from './audit-entry.ts';
import { isSameDirectoryUser } from './directory-name.ts';
import type { Endpoint } from './endpoint.ts';
import type { Correlation, EndpointId } from './ids.ts';
import type { BlockTargetRef } from './target.ts';
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

/** A block with the name of its endpoint, to be shown; undefined if that endpoint is not configured. */
export interface PlacedBlock extends Block {
  readonly endpointName?: string | undefined;
}

/** Adds the name of the block's endpoint. */
export function placed(block: Block, endpoints: readonly Endpoint[]): PlacedBlock {
  if (block.endpoint === undefined) return block;
  return { ...block, endpointName: endpoints.find(({ id }) => id === block.endpoint)?.name };
}

/** Returns whether a block applies on at least one of these endpoints. */
export function appliesOnAny({ endpoint }: Pick<Block, 'endpoint'>, endpoints: readonly Endpoint[]): boolean {
  return endpoint === undefined || endpoints.some(({ id }) => id === endpoint);
}

export type BlockKey = Pick<Block, 'name' | 'endpoint' | 'correlation'>;

/** Whom to unblock, as typed or clicked: every block on names or people, or one block from a list. */
export type UnblockTargetRef =
  | Exclude<BlockTargetRef, { readonly kind: 'connection' }>
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
  return until === undefined ? undefined : addMilliseconds(until, clockToleranceMs);
}

export function isActive(block: Pick<Block, 'until'>, now: Date): boolean {
  const end = endOf(block);
  return end === undefined || now < end;
}

/** The properties of someone who connects that a block can match. */
interface Connecting {
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

/** How long a block lasts. */
export type BlockLength = { readonly kind: 'for'; readonly ms: number } | { readonly kind: 'until_lifted' };

/** `absurd` is a length of time that no block can have: zero, negative, or more than a year. */
type ReadLength = BlockLength | { readonly kind: 'out_of_range' };

const untilLifted: BlockLength = { kind: 'until_lifted' };

/** A longer block must be removed by a person, not by a date that nobody remembers. */
const longestMs = 366 * millisecondsInDay;

const units: readonly (readonly [name: RegExp, ms: number])[] = [
  [/^s(ec(ond)?s?)?$/, millisecondsInSecond],
  [/^m(in(ute)?s?)?$/, millisecondsInMinute],
  [/^h((ou)?rs?)?$/, millisecondsInHour],
  [/^d(ays?)?$/, millisecondsInDay],
  [/^w(eeks?)?$/, millisecondsInWeek],
  [/^(mo(nths?)?|y(ears?)?)$/, Number.POSITIVE_INFINITY],
];

/** Reads `4h`, `4h30m`, `2 days` or `until unblocked` (earlier, `until lifted`); undefined if the text is not a length of time. */
export function parseBlockLength(text: string): ReadLength | undefined {
  const typed = text.trim().toLowerCase();
  if (/^until[ -](?:lifted|unblocked)$/.test(typed)) return untilLifted;
  if (!/^-?\d+(?:\.\d+)? ?[a-z]+$|^(?:\d+(?:\.\d+)?[a-z]+){2,6}$/.test(typed)) return undefined;

  const parts = [...typed.matchAll(/(-?\d+(?:\.\d+)?) ?([a-z]+)/g)].map(([, number, unit = '']) => ({
    number: Number(number),
    unitMs: units.find(([name]) => name.test(unit))?.[1] ?? Number.NaN,
  }));
  // `30m4h` is more likely a typo than a length.
  const isDescending = parts.slice(1).every(({ unitMs }, at) => unitMs < (parts[at]?.unitMs ?? 0));
  if (!isDescending || parts.some(({ unitMs }) => Number.isNaN(unitMs))) return undefined;

  const ms = Math.round(parts.reduce((sum, { number, unitMs }) => sum + number * unitMs, 0));
  return ms > 0 && ms <= longestMs ? { kind: 'for', ms } : { kind: 'out_of_range' };
}

/** Writes a length so that {@link parseBlockLength} reads the same. */
export function textFromBlockLength(length: BlockLength): string {
  return length.kind === 'for' ? `${length.ms / millisecondsInSecond}s` : 'until-lifted';
}

/** When a block that begins now ends; undefined if it has to be removed. */
export function untilFrom(length: BlockLength, now: Date): Date | undefined {
  return length.kind === 'for' ? addMilliseconds(now, length.ms) : undefined;
}

/** The blocks that someone saw before they confirmed an unblock. */
export interface ShownBlocks {
  /**
   * The digest of each block; undefined if an earlier version showed them: then every block that was created by `at`.
   */
  readonly digests: readonly string[] | undefined;
  /** When they were shown. */
  readonly at: Date;
}

/**
 * A short digest of a block's name, endpoint, end and request, where there is no room for them: 8 base64url digits.
 */
export function digestOfBlock({ name, endpoint, until, correlation }: Block): string {
  const identity = canonicalJson([name, endpoint ?? '', until?.toISOString() ?? '', correlation]);
  return shortDigest(identity);
}

/** A short digest of a text, for payloads that have no room for the text: 8 base64url digits. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}

/** Returns whether a block was shown and has not changed since. */
export function wasShown(block: Block, { digests, at }: ShownBlocks): boolean {
  return digests === undefined ? block.at <= at : digests.includes(digestOfBlock(block));
}
