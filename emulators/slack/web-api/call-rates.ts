import { type Tier, tiers } from '../model/limits.ts';

const windowMs = 60_000;

interface Window {
  readonly since: number;
  readonly calls: number;
}

/**
 * Slack's rate limits: so many calls of each method a minute, in each workspace, whichever client sends them.
 * Source: https://docs.slack.dev/apis/web-api/rate-limits, "Rate limit windows are per minute".
 */
export class CallRates {
  readonly #now: () => number;
  readonly #tierOf: Readonly<Record<string, Tier>>;
  readonly #windows = new Map<string, Window>();

  constructor(now: () => number, tierOf: Readonly<Record<string, Tier>>) {
    this.#now = now;
    this.#tierOf = tierOf;
  }

  /** Returns the seconds to wait if the method has had its calls, undefined if it has not. Takes none. */
  secondsToWait(method: string): number | undefined {
    const tier = Object.hasOwn(this.#tierOf, method) ? this.#tierOf[method] : undefined;
    if (tier === undefined) return undefined;
    const { since, calls } = this.#window(method);
    return calls >= tiers[tier] ? Math.ceil((since + windowMs - this.#now()) / 1_000) : undefined;
  }

  /** Takes one call, for which there is room. */
  take(method: string): void {
    const { since, calls } = this.#window(method);
    this.#windows.set(method, { since, calls: calls + 1 });
  }

  #window(method: string): Window {
    const known = this.#windows.get(method);
    return known && this.#now() - known.since < windowMs ? known : { since: this.#now(), calls: 0 };
  }
}
