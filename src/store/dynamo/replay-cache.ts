import { randomUUID } from 'node:crypto';
import { addMinutes } from 'date-fns/addMinutes';
import { type ReplayCache, rememberedMinutes } from '../../ports/replay-cache.ts';
import { translating } from './failure-from-dynamo.ts';
import { type DynamoTable, expiresAt, isNew } from './table.ts';

/** Remembers requests in a table, one item each. The table expires them itself. */
export function dynamoReplayCache(table: DynamoTable): ReplayCache {
  return {
    isFirst: (id, at) =>
      translating('store_unavailable', 'store a request', async () => {
        const key = { pk: `request ${id}`, sk: 'request' };
        const by = randomUUID();
        const expires = expiresAt(addMinutes(at, rememberedMinutes));
        if (await table.put({ ...key, by, expires }, isNew)) return true;
        // If an answer was lost, the SDK repeated the request, which was then refused because the first one had
        // succeeded.
        return (await table.get(key))?.by === by;
      }),
  };
}
