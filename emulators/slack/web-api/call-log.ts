import type { ApiCall } from '../protocol/control-protocol.ts';

const keptCalls = 20_000;

/** The Web API calls that the workspace has answered, oldest first. */
export class CallLog {
  #calls: ApiCall[] = [];
  #count = 0;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(call: Omit<ApiCall, 'number' | 'at'>): void {
    this.#count += 1;
    this.#calls.push({ number: this.#count, at: new Date(this.#now()).toISOString(), ...call });
    if (this.#calls.length > 2 * keptCalls) this.#calls = this.#calls.slice(-keptCalls);
  }

  list(after = 0): readonly ApiCall[] {
    return this.#calls.filter(({ number }) => number > after);
  }
}
