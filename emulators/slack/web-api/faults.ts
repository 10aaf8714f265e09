import type { Fault, FaultOrder } from '../protocol/control-protocol.ts';

/** The bad days that were ordered, and how much of them is still to come. */
export class Faults {
  #orders: readonly FaultOrder[] = [];

  order(order: FaultOrder): void {
    this.#orders = [...this.#orders, order];
  }

  list(): readonly FaultOrder[] {
    return this.#orders;
  }

  end(): void {
    this.#orders = [];
  }

  /** What befalls this call: the oldest order that fits, used up by one. */
  next(method: string): Fault | undefined {
    const order = this.#orders.find((each) => each.method === method || each.method === '*');
    if (!order) return undefined;
    const { times } = order;
    if (times === null) return order.fault;
    this.#orders = this.#orders.flatMap((each) => {
      if (each !== order) return [each];
      return times > 1 ? [{ ...each, times: times - 1 }] : [];
    });
    return order.fault;
  }
}
