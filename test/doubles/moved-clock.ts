import type { Clock } from '../../src/ports/clock.ts';

/** A clock that only sleepers and tests move on: two minutes of looking again take no time. */
export class MovedClock implements Clock {
  /** Happens whenever somebody sleeps. */
  atEachSleep: () => void = () => {};
  #ms = Date.parse('2026-11-02T09:00:00Z');

  now(): Date {
    return new Date(this.#ms);
  }

  async sleep(ms: number): Promise<void> {
    this.#ms += ms;
    this.atEachSleep();
  }
}
