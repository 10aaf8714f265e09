import type { MessageMemory, MessagePlace } from '../ports/message-memory.ts';

/** Places of messages that are known as long as the process lasts, for tests and rehearsals. */
export class MemoryMessageMemory implements MessageMemory {
  readonly #places = new Map<string, MessagePlace>();

  async recall(key: string): Promise<MessagePlace | undefined> {
    return this.#places.get(key);
  }

  async intend(key: string, channel: string): Promise<void> {
    this.#places.set(key, { kind: 'intended', channel });
  }

  async remember(
    key: string,
    { channel, ts }: { readonly channel: string; readonly ts: string },
  ): Promise<void> {
    this.#places.set(key, { kind: 'posted', channel, ts });
  }
}
