import type { DatabaseSync } from 'node:sqlite';
import { addMilliseconds } from 'date-fns/addMilliseconds';
import { Failure } from '../../domain/failure.ts';
import { clockSkewMs } from '../../domain/moment.ts';
import type { ConnectionLock, ConnectionLocks } from '../../ports/connection-locks.ts';
import { fieldsFromLock, parseLock } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** Stores connection locks in a database file. The primary key allows at most one lock for each connection. */
export function sqliteConnectionLocks(database: SqliteDatabase): ConnectionLocks {
  return {
    acquire: (lock) =>
      database.write('lock a connection', (sqlite) => {
        // All expired locks are deleted, not only the one in the way, or the table would grow without limit. A lock
        // from the future was taken before the clock was set back, and would otherwise last until that time comes
        // again.
        sqlite
          .prepare('DELETE FROM claim WHERE until_ms <= ? OR at_ms > ?')
          .run(lock.at.getTime(), addMilliseconds(lock.at, clockSkewMs).getTime());
        return insertLock(sqlite, lock) ? undefined : readActiveLock(sqlite, lock);
      }),
    release: async ({ endpoint, connection, correlation }) => {
      await database.write('release a connection lock', (sqlite) =>
        sqlite
          .prepare('DELETE FROM claim WHERE endpoint = ? AND connection = ? AND correlation = ?')
          .run(endpoint, connection, correlation),
      );
    },
  };
}

/** A request that locks its own connection again keeps the original time, and the lock is never shortened. */
function insertLock(sqlite: DatabaseSync, lock: ConnectionLock): boolean {
  const { changes } = sqlite
    .prepare(
      `INSERT INTO claim (endpoint, connection, person, correlation, at_ms, until_ms)
       VALUES (:endpoint, :connection, :person, :correlation, :at_ms, :until_ms)
       ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)
       WHERE correlation = excluded.correlation`,
    )
    .run(fieldsFromLock(lock));
  return changes === 1;
}

function readActiveLock(sqlite: DatabaseSync, { endpoint, connection }: ConnectionLock): ConnectionLock {
  const active = parseLock(
    sqlite.prepare('SELECT * FROM claim WHERE endpoint = ? AND connection = ?').get(endpoint, connection),
  );
  if (active === undefined) throw new Failure('store_unavailable', 'the connection lock is unreadable');
  return active;
}
