import type { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import { clockSkewMs } from '../../domain/moment.ts';
import type { ConnectionLock, ConnectionLockKey, ConnectionLocks } from '../../ports/connection-locks.ts';
import { claimFromFields } from '../lock-from-fields.ts';
import type { SqliteDatabase } from './database.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

/** Claims in a database file; the primary key lets at most one stand for each connection. */
export class SqliteConnectionLocks implements ConnectionLocks {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async acquire(claim: ConnectionLock): Promise<ConnectionLock | undefined> {
    try {
      return await this.#database.write((sqlite) => {
        // Everything that lapsed goes, not only what stands in the way, or the table would grow for ever. A claim of
        // the future was taken before the clock was set back, and would stand until then.
        sqlite
          .prepare('DELETE FROM claim WHERE until_ms <= ? OR at_ms > ?')
          .run(claim.at.getTime(), claim.at.getTime() + clockSkewMs);
        return takeRow(sqlite, claim) ? undefined : readActiveLock(sqlite, claim);
      });
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'take a claim', thrown);
    }
  }

  async release(claim: ConnectionLockKey): Promise<void> {
    try {
      await this.#database.write((sqlite) =>
        sqlite
          .prepare('DELETE FROM claim WHERE endpoint = ? AND connection = ? AND correlation = ?')
          .run(claim.endpoint, claim.connection, claim.correlation),
      );
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'release a claim', thrown);
    }
  }
}

/** A request that comes back for its own claim holds it since the first time, and never for a shorter while. */
function takeRow(
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
  const standing = row === undefined ? undefined : claimFromFields(row);
  if (standing === undefined) throw new Failure('store_unavailable', 'the claim that stands is unreadable');
  return standing;
}
