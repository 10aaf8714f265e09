import type { Weather } from '../control-protocol.ts';
import type { Random } from './random.ts';

/** What the weather does to one call. */
export type Strike = 'proxy_page' | 'region_down' | 'throttled' | 'denied';

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
  strikeOn(action: string, region: string): Strike | undefined {
    const { proxyPages = 0, regionsDown = [], throttling = 0, denied = [] } = this.#present;
    if (this.#random.chance(proxyPages)) return 'proxy_page';
    if (regionsDown.includes(region)) return 'region_down';
    if (this.#random.chance(throttling)) return 'throttled';
    return denied.includes(action) ? 'denied' : undefined;
  }

  terminationFails(): boolean {
    return this.#random.chance(this.#present.failedTerminations ?? 0);
  }
}
