import type { Random } from '../model/random.ts';
import type { Weather } from './control-protocol.ts';

/** What the weather does to one call. */
export type Strike = 'proxy_page' | 'region_down' | 'throttled' | 'out_of_time' | 'denied';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, RequestExpired */
const longestSkewMs = 15 * 60_000;

/** The present weather, and the dice that say whom it hits. */
export class WeatherStation {
  readonly #random: Random;
  readonly #listeners = new Set<(weather: Weather) => void>();
  #present: Weather = {};

  constructor(random: Random) {
    this.#random = random;
  }

  get present(): Weather {
    return this.#present;
  }

  set(weather: Weather): void {
    this.#present = weather;
    for (const listener of this.#listeners) listener(weather);
  }

  /** Answers how to stop listening. */
  listen(listener: (weather: Weather) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** From the outside in: a proxy stands before the service, and the service throttles before it authorises. */
  strikeOn(action: string, region: string, signedAt: Date | undefined): Strike | undefined {
    const { proxyPages = 0, regionsDown = [], throttling = 0, denied = [] } = this.#present;
    if (this.#random.chance(proxyPages)) return 'proxy_page';
    if (regionsDown.includes(region)) return 'region_down';
    if (this.#random.chance(throttling)) return 'throttled';
    if (this.#isOutOfTime(signedAt)) return 'out_of_time';
    return denied.includes(action) ? 'denied' : undefined;
  }

  /** The caller's clock is the machine's, whatever time it is in the emulated VPN. */
  #isOutOfTime(signedAt: Date | undefined): boolean {
    const { clockAheadMs } = this.#present;
    if (clockAheadMs === undefined || signedAt === undefined) return false;
    return Math.abs(Date.now() + clockAheadMs - signedAt.getTime()) > longestSkewMs;
  }

  terminationFails(): boolean {
    return this.#random.chance(this.#present.failedTerminations ?? 0);
  }
}
