import type { Intention, MessageMemory, MessagePlace, Posted } from '../../src/ports/message-memory.ts';
import { isSamePlace } from '../../src/store/same-place.ts';

/** Places of messages that are known as long as the process lasts, for tests and rehearsals. */
export class MemoryMessageMemory implements MessageMemory {
  readonly #places = new Map<string, MessagePlace>();

  async recall(key: string): Promise<MessagePlace | undefined> {
    return this.#places.get(key);
  }

  async intend(key: string, intention: Intention, over: MessagePlace | undefined): Promise<boolean> {
    if (!isSamePlace(this.#places.get(key), over)) return false;
    this.#places.set(key, intention);
    return true;
  }

  async remember(key: string, { channel, ts }: Omit<Posted, 'kind'>): Promise<void> {
    this.#places.set(key, { kind: 'posted', channel, ts });
  }

  async forget(key: string): Promise<void> {
    this.#places.delete(key);
  }
}
