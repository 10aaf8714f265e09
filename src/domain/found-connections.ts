import type { Connection } from './connection.ts';

/** An ordered list whose items are created only when they are read. Every array is one. */
export interface Sequence<T> {
  readonly length: number;
  slice(from?: number, to?: number): readonly T[];
}

/** Live connections, or those that ended recently. */
export type Life = 'live' | 'ended';

/** Connections with the latest first, in the order in which people look for them. */
export interface Found extends Sequence<Connection> {
  /** The time by which the connection at this index is ordered, in milliseconds since 1970; 0 if it is unknown. */
  momentAt(place: number): number;
}

/** When a connection began, or if it ended, when it ended: people look for what just happened. */
export function momentOf({ establishedAt, endedAt }: Connection, life: Life): number {
  return (life === 'live' ? establishedAt : endedAt)?.getTime() ?? 0;
}

/** Sorts a few connections. */
export function foundFrom(connections: readonly Connection[], life: Life): Found {
  const ordered = connections.toSorted((a, b) => momentOf(b, life) - momentOf(a, life));
  return {
    length: ordered.length,
    slice: (from, to) => ordered.slice(from, to),
    momentAt: (place) => {
      const connection = ordered[place];
      return connection === undefined ? 0 : momentOf(connection, life);
    },
  };
}

/**
 * Merges several ordered parts into one order, reading no more than is requested.
 *
 * @param seenAs Converts a connection, given the index of the part it is from.
 */
export function merged<T>(
  parts: readonly Found[],
  seenAs: (connection: Connection, part: number) => T,
): Sequence<T> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);

  return {
    length,
    slice: (from = 0, to = length) => {
      const cursors = advanced(parts, from);
      const first = [...cursors];
      const picked = picksFrom(parts, cursors, Math.max(0, Math.min(to, length) - from));
      const pages = parts.map((part, index) => part.slice(first[index], cursors[index]));
      const next = parts.map(() => 0);
      return picked.flatMap((part) => {
        const connection = pages[part]?.[next[part] ?? 0];
        next[part] = (next[part] ?? 0) + 1;
        return connection === undefined ? [] : [seenAs(connection, part)];
      });
    },
  };
}

/** The position in each part after this many merged items. */
function advanced(parts: readonly Found[], count: number): number[] {
  const cursors = parts.map(() => 0);
  if (parts.length === 1) return [count];
  picksFrom(parts, cursors, count);
  return cursors;
}

/** Repeatedly picks the part with the latest item, and advances the cursors. */
function picksFrom(parts: readonly Found[], cursors: number[], count: number): readonly number[] {
  const picked: number[] = [];
  for (let step = 0; step < count; step++) {
    let latest = -1;
    let moment = Number.NEGATIVE_INFINITY;
    for (let part = 0; part < parts.length; part++) {
      const candidate = parts[part];
      const cursor = cursors[part] ?? 0;
      if (candidate === undefined || cursor >= candidate.length) continue;
      const at = candidate.momentAt(cursor);
      if (at > moment) {
        moment = at;
        latest = part;
      }
    }
    if (latest < 0) break;
    cursors[latest] = (cursors[latest] ?? 0) + 1;
    picked.push(latest);
  }
  return picked;
}
