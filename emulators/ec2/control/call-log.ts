import type { Call } from './control-protocol.ts';

/** The latest calls with their outcomes. */
export class CallLog {
  readonly #calls: Call[] = [];
  readonly #listeners = new Set<(call: Call) => void>();
  #number = 0;

  record(call: Omit<Call, 'number'>): void {
    const numbered = { number: ++this.#number, ...call };
    this.#calls.push(numbered);
    if (this.#calls.length > kept) this.#calls.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  after(number: number): readonly Call[] {
    return this.#calls.filter((call) => call.number > number);
  }

  /** @returns A function that stops listening. */
  listen(listener: (call: Call) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const kept = 1000;
