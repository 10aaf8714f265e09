import type { Clock } from '../../ports/clock.ts';
import type { MessagePlace, MessageStore, Posted, Reservation } from '../../ports/message-store.ts';
import { isSamePlace } from '../stored-rows.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import type { Item } from './items.ts';
import { type Condition, type DynamoTable, expiresAfter, isNew, isThere, type Key } from './table.ts';

/**
 * A block may last a year, and its message finally reports that it was removed. After this, the table deletes the
 * place.
 */
const rememberedMs = 400 * 24 * 3_600_000;

/**
 * Stores the places of messages in a table, one item each. A message that is intended but not posted has no `ts` yet.
 */
export class DynamoMessageStore implements MessageStore {
  readonly #table: DynamoTable;
  readonly #clock: Clock;

  constructor(table: DynamoTable, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async get(key: string): Promise<MessagePlace | undefined> {
    try {
      const item = await this.#table.get(keyOf(key));
      return item === undefined ? undefined : placeFromItem(item);
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'read the place of a message', thrown);
    }
  }

  async reserve(key: string, intention: Reservation, over: MessagePlace | undefined): Promise<boolean> {
    const { channel, by, at } = intention;
    const isFirst = await this.#put(key, { channel, by, at_ms: at.getTime() }, isStill(over));
    // If an answer was lost, the SDK repeated the request, which was then refused because the first one had succeeded.
    return isFirst || isSamePlace(await this.get(key), intention);
  }

  async save(key: string, { channel, ts }: Omit<Posted, 'kind'>): Promise<void> {
    await this.#put(key, { channel, ts });
  }

  async delete(key: string): Promise<void> {
    try {
      await this.#table.remove(keyOf(key), isThere);
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'delete the place of a message', thrown);
    }
  }

  async #put(key: string, place: Item, only?: Condition): Promise<boolean> {
    const expires = expiresAfter(this.#clock.now(), rememberedMs);
    try {
      return await this.#table.put({ ...keyOf(key), ...place, expires }, only);
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'store the place of a message', thrown);
    }
  }
}

function keyOf(message: string): Key {
  return { pk: `message ${message}`, sk: 'place' };
}

function isStill(place: MessagePlace | undefined): Condition {
  switch (place?.kind) {
    case undefined:
      return isNew;
    case 'posted':
      return { text: '#ts = :ts', values: { ts: place.ts } };
    case 'intended':
      return { text: '#by = :by AND #at_ms = :at', values: { by: place.by, at: place.at.getTime() } };
  }
}

function placeFromItem({ channel, ts, by, at_ms }: Item): MessagePlace {
  return ts === undefined
    ? { kind: 'intended', channel: String(channel), by: String(by), at: new Date(Number(at_ms)) }
    : { kind: 'posted', channel: String(channel), ts: String(ts) };
}
