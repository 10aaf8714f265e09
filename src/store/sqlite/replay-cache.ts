import { subMinutes } from 'date-fns/subMinutes';
import { type ReplayCache, rememberedMinutes } from '../../ports/replay-cache.ts';
import type { SqliteDatabase } from './database.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

/**
 * Remembers requests in a database file, one row each. The primary key ensures that each request is first only once.
 */
export class SqliteReplayCache implements ReplayCache {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async isFirst(id: string, at: Date): Promise<boolean> {
    try {
      return await this.#database.write((sqlite) => {
        const cutoffMs = subMinutes(at, rememberedMinutes).getTime();
        sqlite.prepare('DELETE FROM request WHERE at_ms < ?').run(cutoffMs);
        const { changes } = sqlite
          .prepare('INSERT OR IGNORE INTO request (id, at_ms) VALUES (?, ?)')
          .run(id, at.getTime());
        return changes === 1;
      });
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'store a request', thrown);
    }
  }
}
