import type { MessagePlace, MessageStore, Posted, Reservation } from '../../src/ports/message-store.ts';
import { isSamePlace } from '../../src/store/stored-rows.ts';

/** Places of messages that are known as long as the process lasts, for tests and rehearsals. */
export class MemoryMessageStore implements MessageStore {
  readonly #places = new Map<string, MessagePlace>();

  async get(key: string): Promise<MessagePlace | undefined> {
    return this.#places.get(key);
  }

  async reserve(key: string, intention: Reservation, over: MessagePlace | undefined): Promise<boolean> {
    if (!isSamePlace(this.#places.get(key), over)) return false;
    this.#places.set(key, intention);
    return true;
  }

  async save(key: string, { channel, ts }: Omit<Posted, 'kind'>): Promise<void> {
    this.#places.set(key, { kind: 'posted', channel, ts });
  }

  async delete(key: string): Promise<void> {
    this.#places.delete(key);
  }
}
