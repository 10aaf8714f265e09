import type { Clock } from '../ports/clock.ts';

/** A lease as it is stored. A running owner changes `dueMs` several times before the lease expires. */
export interface HeldLease {
  readonly key: string;
  readonly hold: number;
  readonly dueMs: number;
}

/**
 * Finds leases that nobody renews, measured by a monotonic clock. If the owner crashed and the system clock was then
 * set back, its lease would otherwise last until the clock reaches that time again.
 */
export class StaleLeases {
  readonly #clock: Pick<Clock, 'elapsedMs'>;
  #seen = new Map<string, { readonly mark: string; readonly sinceMs: number }>();

  constructor(clock: Pick<Clock, 'elapsedMs'>) {
    this.#clock = clock;
  }

  /**
   * Checks all current leases. Call it repeatedly.
   *
   * @param lastsMs How long a lease lasts unless it is renewed.
   * @returns The leases that have not changed for that long.
   */
  among<Lease extends HeldLease>(leases: readonly Lease[], lastsMs: number): readonly Lease[] {
    const now = this.#clock.elapsedMs();
    const before = this.#seen;
    this.#seen = new Map();
    return leases.filter(({ key, hold, dueMs }) => {
      const mark = `${hold} ${dueMs}`;
      const known = before.get(key);
      const sinceMs = known?.mark === mark ? known.sinceMs : now;
      this.#seen.set(key, { mark, sinceMs });
      return now - sinceMs >= lastsMs;
    });
  }
}
