import type { Clock } from '../ports/clock.ts';

export interface PaceRule {
  readonly burst: number;
  readonly perMinute: number;
}

/** Gives turns to calls of one method: so many at once, then so many a minute. */
export class CallPace {
  readonly #clock: Pick<Clock, 'elapsedMs' | 'sleep'>;
  readonly #gapMs: number;
  readonly #burst: number;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'elapsedMs' | 'sleep'>, { burst, perMinute }: PaceRule) {
    this.#clock = clock;
    this.#burst = burst;
    this.#gapMs = 60_000 / perMinute;
  }

  /** @returns False, at once, where the turn would not come by then. */
  async turn(untilMs: number): Promise<boolean> {
    const now = this.#clock.elapsedMs();
    const at = Math.max(this.#nextMs, now - (this.#burst - 1) * this.#gapMs);
    if (at > untilMs) return false;

    this.#nextMs = at + this.#gapMs;
    if (at > now) await this.#clock.sleep(at - now);
    return true;
  }

  /** Slack refused a call: there is no turn, and no burst, until it has waited for so long. */
  pause(forMs: number): void {
    this.#nextMs = Math.max(this.#nextMs, this.#clock.elapsedMs() + forMs);
  }
}
