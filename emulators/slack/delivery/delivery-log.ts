import type { Delivery, DeliveryOutcome, Envelope } from './delivery.ts';

/** One delivery with its outcome, for tests and benchmarks. */
export interface DeliveryRecord {
  readonly number: number;
  readonly at: string;
  readonly envelope: Envelope;
  readonly outcome: DeliveryOutcome['kind'] | 'pending';
  /** From sending to the acknowledgement, or to giving up. */
  readonly durationMs: number | null;
}

const keptRecords = 10_000;

/** Delivers envelopes and logs them. */
export class DeliveryLog {
  readonly #delivery: Delivery;
  readonly #now: () => number;
  readonly #records = new Map<number, DeliveryRecord>();
  #count = 0;

  constructor(delivery: Delivery, now: () => number) {
    this.#delivery = delivery;
    this.#now = now;
  }

  async deliver(envelope: Envelope): Promise<DeliveryOutcome> {
    this.#count += 1;
    const startedMs = performance.now();
    const number = this.#count;
    const record = { number, at: new Date(this.#now()).toISOString(), envelope };
    this.#keep({ ...record, outcome: 'pending', durationMs: null });
    const outcome = await this.#delivery.deliver(envelope);
    this.#keep({ ...record, outcome: outcome.kind, durationMs: performance.now() - startedMs });
    return outcome;
  }

  list(after = 0): readonly DeliveryRecord[] {
    return [...this.#records.values()].filter(({ number }) => number > after);
  }

  find(number: number): DeliveryRecord | undefined {
    return this.#records.get(number);
  }

  #keep(record: DeliveryRecord): void {
    this.#records.set(record.number, record);
    this.#records.delete(record.number - keptRecords);
  }
}
