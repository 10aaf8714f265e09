import { existsSync } from 'node:fs';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { Failure } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { historyKind, openSqliteDatabase, type SqliteDatabase } from './database.ts';
import { isBusy } from './failure-from-sqlite.ts';

/** The file of the connection history, opened when it is first used. */
export interface HistoryFile extends Pick<SqliteDatabase, 'read' | 'write' | 'close'> {
  readonly path: string;
  /** Whether the file exists: `doctor` must not create it, since another user would then own it. */
  exists(): boolean;
}

/** A file that cannot be opened is tried again after this, so that a broken one costs next to nothing. */
const reopenAfterMs = secondsToMilliseconds(5);

/**
 * Returns the history's file, which lies beside the store's: whatever happens to it, the audit log and the jobs do not
 * notice. It may be deleted at any time. After a failure it is opened again, so that a file that was deleted, replaced
 * or mended is used without a restart.
 *
 * @param storePath The path of the store's file.
 */
export function historyFile(storePath: string, clock: Clock): HistoryFile {
  const path = `${storePath}-history`;
  let database: SqliteDatabase | undefined;
  let failed: { readonly failure: Failure; readonly atMs: number } | undefined;

  let isClosed = false;

  function opened(): SqliteDatabase {
    if (isClosed) throw new Failure('history_unavailable', 'the connection history is closed');
    if (database !== undefined) return database;
    if (failed !== undefined && clock.elapsedMs() - failed.atMs < reopenAfterMs) throw failed.failure;
    failed = undefined;
    try {
      database = openSqliteDatabase(path, clock, historyKind);
      return database;
    } catch (thrown) {
      if (thrown instanceof Failure) failed = { failure: thrown, atMs: clock.elapsedMs() };
      throw thrown;
    }
  }

  function release(): void {
    const closing = database;
    database = undefined;
    closing?.close();
  }

  /** @param used The database that failed; another call may have opened it again meanwhile. */
  function closeAfter(thrown: unknown, used: SqliteDatabase): void {
    const cause = thrown instanceof Failure ? thrown.cause : thrown;
    if (used !== database || isBusy(cause)) return;
    try {
      release();
    } catch {
      // Whatever keeps it from being closed was reported as the failure of the call.
    }
  }

  return {
    path,
    exists: () => existsSync(path),
    read: (doing, query) => {
      const used = opened();
      try {
        return used.read(doing, query);
      } catch (thrown) {
        closeAfter(thrown, used);
        throw thrown;
      }
    },
    write: async (doing, change) => {
      const used = opened();
      try {
        return await used.write(doing, change);
      } catch (thrown) {
        closeAfter(thrown, used);
        throw thrown;
      }
    },
    close: () => {
      isClosed = true;
      release();
    },
  };
}
