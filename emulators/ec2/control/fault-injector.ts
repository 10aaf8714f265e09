import type { Random } from '../model/random.ts';
import type { Faults } from './control-protocol.ts';

/** The fault that hits one call. */
export type InjectedFault = 'proxy_page' | 'region_down' | 'throttled' | 'out_of_time' | 'denied';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, RequestExpired */
const longestSkewMs = 15 * 60_000;

/** Holds the current faults and decides which calls they hit. */
export class FaultInjector {
  readonly #random: Random;
  readonly #listeners = new Set<(faults: Faults) => void>();
  #present: Faults = {};
  /** Of each action in each Region, the part of a call that is still to be throttled. */
  #throttlingDue = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  get present(): Faults {
    return this.#present;
  }

  set(faults: Faults): void {
    this.#present = faults;
    this.#throttlingDue = new Map();
    for (const listener of this.#listeners) listener(faults);
  }

  /** @returns A function that stops listening. */
  listen(listener: (faults: Faults) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** In the order in which AWS would fail: a proxy answers before the service, which throttles before it authorizes. */
  faultFor(action: string, region: string, signedAt: Date | undefined): InjectedFault | undefined {
    const { proxyPages = 0, regionsDown = [], throttling = 0, denied = [] } = this.#present;
    if (this.#random.chance(proxyPages)) return 'proxy_page';
    if (regionsDown.includes(region)) return 'region_down';
    if (this.#isThrottled(`${action} ${region}`, throttling)) return 'throttled';
    if (this.#isOutOfTime(signedAt)) return 'out_of_time';
    return denied.includes(action) ? 'denied' : undefined;
  }

  /** Evenly, so that a caller who repeats a call gets through after as many attempts as the share implies. */
  #isThrottled(calls: string, share: number): boolean {
    const due = (this.#throttlingDue.get(calls) ?? 0) + share;
    const isDue = due >= 1;
    this.#throttlingDue.set(calls, isDue ? due - 1 : due);
    return isDue;
  }

  /** Compared with the machine's clock, which the caller signs by; the emulated VPN may use another. */
  #isOutOfTime(signedAt: Date | undefined): boolean {
    const { clockAheadMs } = this.#present;
    if (clockAheadMs === undefined || signedAt === undefined) return false;
    return Math.abs(Date.now() + clockAheadMs - signedAt.getTime()) > longestSkewMs;
  }

  terminationFails(): boolean {
    return this.#random.chance(this.#present.failedTerminations ?? 0);
  }
}
