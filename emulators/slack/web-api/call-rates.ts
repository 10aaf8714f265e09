import { type Tier, tiers } from '../model/limits.ts';

const windowMs = 60_000;

/**
 * Slack's rate limits: so many calls of each method a minute, in each workspace, whichever client sends them.
 * Source: https://docs.slack.dev/apis/web-api/rate-limits, "Rate limit windows are per minute".
 */
export class CallRates {
  readonly #now: () => number;
  readonly #tierOf: Readonly<Record<string, Tier>>;
  readonly #windows = new Map<string, { readonly since: number; calls: number }>();

  constructor(now: () => number, tierOf: Readonly<Record<string, Tier>>) {
    this.#now = now;
    this.#tierOf = tierOf;
  }

  /** Takes one call; answers the seconds to wait where the method has had its calls, undefined where it has not. */
  take(method: string): number | undefined {
    const tier = Object.hasOwn(this.#tierOf, method) ? this.#tierOf[method] : undefined;
    if (tier === undefined) return undefined;
    const now = this.#now();
    const known = this.#windows.get(method);
    const window = known && now - known.since < windowMs ? known : { since: now, calls: 0 };
    this.#windows.set(method, window);
    if (window.calls >= tiers[tier]) return Math.ceil((window.since + windowMs - now) / 1_000);
    window.calls += 1;
    return undefined;
  }
}
