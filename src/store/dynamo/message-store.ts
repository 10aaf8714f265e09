import { addDays } from 'date-fns/addDays';
import type { Clock } from '../../ports/clock.ts';
import type { MessagePlace, MessageStore } from '../../ports/message-store.ts';
import { isSamePlace } from '../stored-rows.ts';
import { translating } from './failure-from-dynamo.ts';
import type { Expression, Item, Key } from './items.ts';
import { type DynamoTable, expiresAt, isNew, isThere } from './table.ts';

/**
 * A block may last a year, and its message finally reports that it was removed. After this, the table deletes the
 * place.
 */
const rememberedDays = 400;

/**
 * Stores the places of messages in a table, one item each. A message that is intended but not posted has no `ts` yet.
 */
export function dynamoMessageStore(table: DynamoTable, clock: Pick<Clock, 'now'>): MessageStore {
  const get = (key: string) =>
    translating('store_unavailable', 'read the place of a message', async () => {
      const item = await table.get(keyOf(key));
      return item && placeFromItem(item);
    });
  const put = (key: string, place: Item, only?: Expression) =>
    translating('store_unavailable', 'store the place of a message', () => {
      const expires = expiresAt(addDays(clock.now(), rememberedDays));
      return table.put({ ...keyOf(key), ...place, expires }, only);
    });

  return {
    get,
    reserve: async (key, intention, over) => {
      const { channel, by, at } = intention;
      const isFirst = await put(key, { channel, by, at_ms: at.getTime() }, isStill(over));
      // If an answer was lost, the SDK repeated the request, which was then refused because the first one had succeeded.
      return isFirst || isSamePlace(await get(key), intention);
    },
    save: async (key, { channel, ts }) => {
      await put(key, { channel, ts });
    },
    delete: async (key) => {
      await translating('store_unavailable', 'delete the place of a message', () =>
        table.remove(keyOf(key), isThere),
      );
    },
  };
}

function keyOf(message: string): Key {
  return { pk: `message ${message}`, sk: 'place' };
}

function isStill(place: MessagePlace | undefined): Expression {
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
