import type { Clock } from '../ports/clock.ts';

/** Lets calls go one after the other with an even distance between them, for each key by itself. */
export class EvenPace {
  readonly #distanceMs: number;
  readonly #clock: Clock;
  readonly #nextAtMs = new Map<string, number>();

  constructor(distanceMs: number, clock: Clock) {
    this.#distanceMs = distanceMs;
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn; turns are given in the order in which they are asked for. */
  async turn(key: string): Promise<void> {
    const now = this.#clock.elapsedMs();
    const at = Math.max(now, this.#nextAtMs.get(key) ?? now);
    this.#nextAtMs.set(key, at + this.#distanceMs);
    if (at > now) await this.#clock.sleep(at - now);
  }
}
