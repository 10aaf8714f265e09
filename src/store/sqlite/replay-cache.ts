import { subMinutes } from 'date-fns/subMinutes';
import { type ReplayCache, rememberedMinutes } from '../../ports/replay-cache.ts';
import type { SqliteDatabase } from './database.ts';

/**
 * Remembers requests in a database file, one row each. The primary key ensures that each request is first only once.
 */
export function sqliteReplayCache(database: SqliteDatabase): ReplayCache {
  return {
    isFirst: (id, at) =>
      database.write('store a request', (sqlite) => {
        const cutoff = subMinutes(at, rememberedMinutes);
        sqlite.prepare('DELETE FROM request WHERE at_ms < ?').run(cutoff.getTime());
        const { changes } = sqlite
          .prepare('INSERT OR IGNORE INTO request (id, at_ms) VALUES (?, ?)')
          .run(id, at.getTime());
        return changes === 1;
      }),
  };
}
