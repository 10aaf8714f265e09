import type { Clock } from '../ports/clock.ts';
import type { MessageMemory, MessagePlace } from '../ports/message-memory.ts';
import type { Item } from './dynamo-items.ts';
import { type DynamoTable, expiresAfter, type Key } from './dynamo-table.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';

/** A block may stand for a year, and its message tells in the end that it was lifted; then the table forgets the place. */
const rememberedMs = 400 * 24 * 3_600_000;

/** Places of messages in a table, an item each; a message that is intended has no `ts` yet. */
export class DynamoMessageMemory implements MessageMemory {
  readonly #table: DynamoTable;
  readonly #clock: Clock;

  constructor(table: DynamoTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async recall(key: string): Promise<MessagePlace | undefined> {
    try {
      const item = await this.#table.get(keyOf(key));
      return item === undefined ? undefined : placeFromItem(item);
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'recall a message', thrown);
    }
  }

  intend(key: string, channel: string): Promise<void> {
    return this.#put(key, { channel });
  }

  remember(key: string, { channel, ts }: { readonly channel: string; readonly ts: string }): Promise<void> {
    return this.#put(key, { channel, ts });
  }

  async #put(key: string, place: Item): Promise<void> {
    try {
      await this.#table.put({
        ...keyOf(key),
        ...place,
        expires: expiresAfter(this.#clock.now(), rememberedMs),
      });
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'remember a message', thrown);
    }
  }
}

function keyOf(message: string): Key {
  return { pk: `message ${message}`, sk: 'place' };
}

function placeFromItem({ channel, ts }: Item): MessagePlace {
  return ts === undefined
    ? { kind: 'intended', channel: String(channel) }
    : { kind: 'posted', channel: String(channel), ts: String(ts) };
}
