import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import { clockSkewMs } from '../../domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../ports/connection-locks.ts';
import { claimFromFields } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

/** Stores connection locks in a database file. The primary key allows at most one lock for each connection. */
export class SqliteConnectionLocks implements ConnectionLocks {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async acquire(lock: ConnectionLock): Promise<ConnectionLock | undefined> {
    try {
      return await this.#database.write((sqlite) => {
        // All expired locks are deleted, not only the one in the way, or the table would grow without limit. A lock
        // from the future was taken before the clock was set back, and would otherwise last until that time comes
        // again.
        sqlite
          .prepare('DELETE FROM claim WHERE until_ms <= ? OR at_ms > ?')
          .run(lock.at.getTime(), lock.at.getTime() + clockSkewMs);
        return insertLock(sqlite, lock) ? undefined : readActiveLock(sqlite, lock);
      });
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'lock a connection', thrown);
    }
  }

  async release(lock: ConnectionLockKey): Promise<void> {
    try {
      await this.#database.write((sqlite) =>
        sqlite
          .prepare('DELETE FROM claim WHERE endpoint = ? AND connection = ? AND correlation = ?')
          .run(lock.endpoint, lock.connection, lock.correlation),
      );
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'release a connection lock', thrown);
    }
  }
}

/** A request that locks its own connection again keeps the original time, and the lock is never shortened. */
function insertLock(
  sqlite: DatabaseSync,
  { endpoint, connection, by, correlation, at, until }: ConnectionLock,
): boolean {
  const { changes } = sqlite
    .prepare(
      `INSERT INTO claim (endpoint, connection, person, correlation, at_ms, until_ms) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)
       WHERE correlation = excluded.correlation`,
    )
    .run(endpoint, connection, by, correlation, at.getTime(), until.getTime());
  return changes === 1;
}

function readActiveLock(sqlite: DatabaseSync, { endpoint, connection: id }: ConnectionLock): ConnectionLock {
  const row = sqlite.prepare('SELECT * FROM claim WHERE endpoint = ? AND connection = ?').get(endpoint, id);
  const active = row === undefined ? undefined : claimFromFields(row);
  if (active === undefined) throw new Failure('store_unavailable', 'the claim that stands is unreadable');
  return active;
}
