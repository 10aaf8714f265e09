import { type Connection, durationMs } from './connection.ts';

/** The orders in which a list can be shown. */
export const listOrders = ['longest', 'newest', 'traffic'] as const;
export type ListOrder = (typeof listOrders)[number];

/** Limits a list to connections that have lasted at least, or less than, this long. */
export interface DurationFilter {
  readonly kind: 'older' | 'newer';
  readonly ms: number;
}

/** Which of the connections found a list shows, and in which order; by default all of them, the newest first. */
export interface Arrangement {
  readonly order?: ListOrder | undefined;
  readonly lasting?: DurationFilter | undefined;
}

/**
 * Returns whether a connection has lasted as long as the filter says. If its start is unknown, it has not.
 *
 * @param asOf When the list was read; used if EC2 does not say when it took its sample.
 */
export function hasLasted(connection: Connection, { kind, ms }: DurationFilter, asOf: Date): boolean {
  const lastedMs = durationMs({ ...connection, sampledAt: connection.sampledAt ?? asOf });
  if (lastedMs === undefined) return false;
  return kind === 'older' ? lastedMs >= ms : lastedMs < ms;
}
