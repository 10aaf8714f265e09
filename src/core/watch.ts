import type { Connection } from './connection.ts';
import type { Endpoint } from './endpoint.ts';
import type { ConnectionId } from './ids.ts';
import type { SeenSession } from './sighting.ts';
import { foldName, nameOf, type VpnName } from './vpn-name.ts';

/** A name that a session goes by, of either kind. */
export type WatchedName = Exclude<VpnName, { readonly kind: 'unnamed' }>;

/** What is to be watched after a kick: whether someone is back whose sessions it ended. */
export interface Watch {
  /** Where else than on the endpoints of those sessions the names would be a return. */
  readonly elsewhere: readonly Endpoint[];
  /** Sessions that were spared: to find them on is no news. */
  readonly spared: readonly ConnectionId[];
  /** By EC2's own clock, so that ours need not agree with it: what began before was there before the kick. */
  readonly since: Date | undefined;
  /** What Kick again means: whoever ended one session of a name had no others in mind. */
  readonly again: 'name' | 'connection';
}

/**
 * @param sessions Those to be ended.
 * @param others Where else every session of the names is meant; undefined when only these sessions are.
 * @returns Undefined when nobody can be watched for.
 */
export function watchAfter(
  sessions: readonly SeenSession[],
  spared: readonly SeenSession[],
  others: readonly Endpoint[] | undefined,
): Watch | undefined {
  const connections = sessions.map(({ connection }) => connection);
  if (watchedNames(connections).length === 0) return undefined;

  return {
    elsewhere: others ?? [],
    spared: spared.map(({ connection }) => connection.id),
    since: latestSample(connections),
    again: others === undefined ? 'connection' : 'name',
  };
}

/** Each name is looked for by itself; who ended the sessions of more people watches the whole list. */
const mostNames = 10;

/** The names that these sessions go by; none when they are too many to be watched one by one. */
export function watchedNames(connections: readonly Connection[]): readonly WatchedName[] {
  const names = connections.map(nameOf).filter((name) => name.kind !== 'unnamed');
  const distinct = new Map(names.map((name) => [`${name.kind} ${foldName(name.text)}`, name]));
  return distinct.size > mostNames ? [] : [...distinct.values()];
}

/** The latest moment at which EC2 took a sample of these connections. */
export function latestSample(connections: readonly Connection[]): Date | undefined {
  const samples = connections.flatMap(({ sampledAt }) => sampledAt?.getTime() ?? []);
  // No spread: there may be more connections than a call takes arguments.
  return samples.length === 0 ? undefined : new Date(samples.reduce((a, b) => Math.max(a, b)));
}

/** Quick at first, when clients come back by themselves; then sparing, since EC2's request limit is shared. */
const looksAfterMs = [5_000, 15_000, 35_000, 75_000, 135_000, 195_000, 255_000, 300_000] as const;

/** Which look of a watch is due. */
export interface WatchTurn {
  /** Milliseconds after the kick from which on a list must be to count for this look. */
  readonly fromMs: number;
  /** Milliseconds after the kick until the look after this one; undefined for the last. */
  readonly nextMs: number | undefined;
}

/** @returns Undefined before the first look. */
export function watchTurn(elapsedMs: number): WatchTurn | undefined {
  const at = looksAfterMs.findLastIndex((afterMs) => afterMs <= elapsedMs);
  const fromMs = looksAfterMs[at];
  return fromMs === undefined ? undefined : { fromMs, nextMs: looksAfterMs[at + 1] };
}

export const firstLookAfterMs: number = looksAfterMs[0];
