import type { Connection } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { distinctNames, nameOf } from '../../domain/vpn-name.ts';

/** What is to be watched after a kick: whether someone reconnects whose connections it ended. */
export interface Watch {
  /** The connections that are to be ended, on every endpoint of the kick. */
  readonly connections: readonly Connection[];
  /** Names that count whichever of these connections is ended: those that the kick is for. */
  readonly targets: readonly string[];
  /** Where else than on the endpoints of those sessions the names would be a return. */
  readonly elsewhere: readonly Endpoint[];
  /** Sessions that were spared: to find them on is no news. */
  readonly spared: readonly ConnectionId[];
  /** By EC2's own clock, so that ours need not agree with it: what began before was there before the kick. */
  readonly since: Date | undefined;
  /** What Kick again means: whoever ended one session of a name had no others in mind. */
  readonly again: 'name' | 'connection';
}

/** Where else a kick of a name reaches, and the name. */
export interface WholeName {
  readonly target: ExactTarget;
  readonly elsewhere: readonly Endpoint[];
}

/**
 * @param sessions Those to be ended.
 * @param whole Given when every session of the target is meant; undefined when only these sessions are.
 * @returns Undefined when nobody can be watched for.
 */
export function watchAfter(
  sessions: readonly ListedConnection[],
  spared: readonly ListedConnection[],
  whole: WholeName | undefined,
): Watch | undefined {
  const connections = sessions.map(({ connection }) => connection);
  if (connections.every((connection) => nameOf(connection).kind === 'unnamed')) return undefined;

  const since = latestSample(connections);
  return {
    connections,
    targets: whole?.target.kind === 'names' ? whole.target.names : [],
    elsewhere: whole?.elsewhere ?? [],
    // What began before is told by its beginning.
    spared: spared
      .filter(({ connection }) => !wasThere(connection, since))
      .map(({ connection }) => connection.id),
    since,
    again: whole === undefined ? 'connection' : 'name',
  };
}

/** Whether EC2 had already seen a connection when the kick looked. */
export function wasThere({ establishedAt }: Connection, since: Date | undefined): boolean {
  return establishedAt !== undefined && since !== undefined && establishedAt < since;
}

/** The user names that all of these connections go by, each once; undefined where one goes by another kind of name. */
export function usernamesOf(connections: readonly Connection[]): readonly string[] | undefined {
  const names = connections.map(nameOf).filter((name) => name.kind !== 'unnamed');
  return names.every(({ kind }) => kind === 'username')
    ? distinctNames(names.map(({ text }) => text))
    : undefined;
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
