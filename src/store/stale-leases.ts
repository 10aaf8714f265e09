import type { Clock } from '../ports/clock.ts';

/** A lease as it is stored. A running owner changes `dueMs` several times before the lease expires. */
export interface StoredLease {
  readonly key: string;
  readonly number: number;
  readonly dueMs: number;
}

/**
 * Finds leases that nobody renews, measured by a monotonic clock. If the owner crashed and the system clock was then
 * set back, its lease would otherwise last until the clock reaches that time again.
 *
 * @returns A function to call repeatedly with all current leases, and with how long a lease lasts unless it is renewed.
 *   It returns the leases that have not changed for that long.
 */
export function staleLeaseFinder(
  clock: Pick<Clock, 'elapsedMs'>,
): <Lease extends StoredLease>(leases: readonly Lease[], lastsMs: number) => readonly Lease[] {
  let seen = new Map<string, { readonly mark: string; readonly sinceMs: number }>();

  return (leases, lastsMs) => {
    const now = clock.elapsedMs();
    const before = seen;
    seen = new Map();
    return leases.filter(({ key, number, dueMs }) => {
      const mark = `${number} ${dueMs}`;
      const known = before.get(key);
      const sinceMs = known?.mark === mark ? known.sinceMs : now;
      seen.set(key, { mark, sinceMs });
      return now - sinceMs >= lastsMs;
    });
  };
}
