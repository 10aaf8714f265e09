import type { Fault, FaultOrder } from '../protocol/control-protocol.ts';

/** The faults that were ordered, and how often each is still to happen. */
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

  /** The fault for this call: that of the oldest order that fits, which is used once. */
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
