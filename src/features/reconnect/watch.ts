import type { Connection } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { ExactTarget } from '../../domain/target.ts';
import { distinctNames, nameOf } from '../../domain/vpn-name.ts';

/** What to watch for after a kick: whether someone reconnects whose connections it terminated. */
export interface Watch {
  /** The connections to terminate, on every endpoint of the kick. */
  readonly connections: readonly Connection[];
  /** The names that the kick is for. They are watched for whichever of these connections is terminated. */
  readonly targets: readonly string[];
  /** Endpoints other than those of the connections on which one of the names counts as a reconnect. */
  readonly elsewhere: readonly Endpoint[];
  /** Connections that the kick left alone, which are not reconnects. */
  readonly excluded: readonly ConnectionId[];
  /**
   * A connection that began before this existed before the kick. By EC2's own clock, so that ours need not agree with
   * it.
   */
  readonly since: Date | undefined;
  /** What Kick again targets: an actor who terminated one connection of a name did not mean the others. */
  readonly again: 'name' | 'connection';
}

/** The target of a kick of a name, and the other endpoints that the kick covers. */
interface WholeName {
  readonly target: ExactTarget;
  readonly elsewhere: readonly Endpoint[];
}

/**
 * Returns what to watch for after a kick.
 *
 * @param connections The connections to terminate.
 * @param whole Given if the kick is of every connection of the target; undefined if it is of these connections only.
 * @returns Undefined if no connection has a name to watch for.
 */
export function watchAfter(
  connections: readonly ListedConnection[],
  excluded: readonly ListedConnection[],
  whole: WholeName | undefined,
): Watch | undefined {
  const found = connections.map(({ connection }) => connection);
  if (found.every((connection) => nameOf(connection).kind === 'unnamed')) return undefined;

  const since = latestSample(found);
  return {
    connections: found,
    targets: whole?.target.kind === 'names' ? whole.target.names : [],
    elsewhere: whole?.elsewhere ?? [],
    // A connection that began before is recognized by its start time.
    excluded: excluded
      .filter(({ connection }) => !wasThere(connection, since))
      .map(({ connection }) => connection.id),
    since,
    again: whole === undefined ? 'connection' : 'name',
  };
}

/** Whether a connection existed when the kick looked, by EC2's own clock. */
export function wasThere({ establishedAt }: Connection, since: Date | undefined): boolean {
  return establishedAt !== undefined && since !== undefined && establishedAt < since;
}

/** Returns the distinct user names of these connections; undefined if one of them has another kind of name. */
export function usernamesOf(connections: readonly Connection[]): readonly string[] | undefined {
  const names = connections.map(nameOf).filter((name) => name.kind !== 'unnamed');
  return names.every(({ kind }) => kind === 'username')
    ? distinctNames(names.map(({ text }) => text))
    : undefined;
}

/** Returns the latest time at which EC2 sampled these connections. */
export function latestSample(connections: readonly Connection[]): Date | undefined {
  const samples = connections.flatMap(({ sampledAt }) => sampledAt?.getTime() ?? []);
  // No spread: there may be more connections than a call can have arguments.
  return samples.length === 0 ? undefined : new Date(samples.reduce((a, b) => Math.max(a, b)));
}

/** Frequent at first, when clients reconnect by themselves; then rare, because EC2's request limit is shared. */
const checksAfterMs = [5_000, 15_000, 35_000, 75_000, 135_000, 195_000, 255_000, 300_000] as const;

/** Which check of a watch is due. */
export interface WatchTurn {
  /** Milliseconds after the kick; a snapshot from before that does not count for this check. */
  readonly fromMs: number;
  /** Milliseconds after the kick at which the next check is due; undefined for the last check. */
  readonly nextMs: number | undefined;
}

/** @returns Undefined before the first check. */
export function watchTurn(elapsedMs: number): WatchTurn | undefined {
  const at = checksAfterMs.findLastIndex((afterMs) => afterMs <= elapsedMs);
  const fromMs = checksAfterMs[at];
  return fromMs === undefined ? undefined : { fromMs, nextMs: checksAfterMs[at + 1] };
}

export const firstCheckAfterMs: number = checksAfterMs[0];
