import { randomUUID } from 'node:crypto';
import { millisecondsInMinute } from 'date-fns/constants';
import { type ReplayCache, rememberedMinutes } from '../../ports/replay-cache.ts';
import { failureFromDynamo } from './failure-from-dynamo.ts';
import { type DynamoTable, expiresAfter, isNew } from './table.ts';

/** Remembers requests in a table, one item each. The table expires them itself. */
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
      // If an answer was lost, the SDK repeated the request, which was then refused because the first one had
      // succeeded.
      return (await this.#table.get(key))?.by === by;
    } catch (thrown) {
      throw failureFromDynamo('store_unavailable', 'store a request', thrown);
    }
  }
}
