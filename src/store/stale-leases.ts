import type { Clock } from '../ports/clock.ts';

/** A lease as it stands: a holder that lives changes `dueMs` several times while it lasts. */
export interface HeldLease {
  readonly key: string;
  readonly hold: number;
  readonly dueMs: number;
}

/**
 * Notices leases that nobody renews, by a clock that nobody can set: where the time of day was set back after their holder
 * had died, they would stand until that time comes round again.
 */
export class StaleLeases {
  readonly #clock: Pick<Clock, 'elapsedMs'>;
  #seen = new Map<string, { readonly mark: string; readonly sinceMs: number }>();

  constructor(clock: Pick<Clock, 'elapsedMs'>) {
    this.#clock = clock;
  }

  /**
   * Looks at all leases that stand, again and again.
   *
   * @param lastsMs How long a lease lasts when it is not renewed.
   * @returns Those that have stood unchanged for so long.
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
