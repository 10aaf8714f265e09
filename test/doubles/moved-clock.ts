import type { Clock } from '../../src/ports/clock.ts';

/** A clock that only sleepers and tests move on: two minutes of looking again take no time. */
export class MovedClock implements Clock {
  /** Happens whenever somebody sleeps. */
  atEachSleep: () => void = () => {};
  #startMs = Date.parse('2026-11-02T09:00:00Z');
  #elapsedMs = 0;

  now(): Date {
    return new Date(this.#startMs + this.#elapsedMs);
  }

  elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Somebody sets the clock forward, or back by less than nothing: no time passes. */
  set(byMs: number): void {
    this.#startMs += byMs;
  }

  async sleep(ms: number): Promise<void> {
    this.#elapsedMs += ms;
    this.atEachSleep();
  }
}
