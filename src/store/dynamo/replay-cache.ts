import { randomUUID } from 'node:crypto';
import { millisecondsInMinute } from 'date-fns/constants';
import { type ReplayCache, rememberedMinutes } from '../../ports/replay-cache.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import { type DynamoTable, expiresAfter, isNew } from './table.ts';

/** Requests in a table, an item each; the table removes them by itself. */
export class DynamoReplayCache implements ReplayCache {
  readonly #table: DynamoTable;

  constructor(table: DynamoTable) {
    this.#table = table;
  }

  async isFirst(id: string, at: Date): Promise<boolean> {
    const key = { pk: `request ${id}`, sk: 'request' };
    const by = randomUUID();
    const expires = expiresAfter(at, rememberedMinutes * millisecondsInMinute);
    try {
      if (await this.#table.put({ ...key, by, expires }, isNew)) return true;
      // An answer that was lost had the SDK ask again, and the second was refused for what the first had done.
      return (await this.#table.get(key))?.by === by;
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'remember a request', thrown);
    }
  }
}
