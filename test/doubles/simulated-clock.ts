import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that moves on to the next sleeper when nothing else is left to do: minutes of many processes take no time. */
export class SimulatedClock implements Clock {
  readonly #startMs = Date.parse('2026-11-02T09:00:00Z');
  #elapsedMs = 0;
  #sleepers: readonly Sleeper[] = [];

  now(): Date {
    return new Date(this.#startMs + this.#elapsedMs);
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleepers = [...this.#sleepers, { atMs: this.#elapsedMs + ms, wake }];
    });
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#elapsedMs + ms;
    for (;;) {
      await new Promise(setImmediate);
      const next = this.#sleepers.toSorted((one, other) => one.atMs - other.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;

      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
      this.#elapsedMs = next.atMs;
      next.wake();
    }
    this.#elapsedMs = untilMs;
  }
}
