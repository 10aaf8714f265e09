import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { type PatienceLimits, type SharedPatience, sharedPatience } from '../shared-patience.ts';
import { failureFromSqlite, isBusy, type StoreFailureCode } from './failure-from-sqlite.ts';
import { type ProcessLocks, processLocks } from './process-locks.ts';
import { historySchemaVersions, migrate, schemaVersions } from './schema.ts';

/**
 * One open database file, shared by the stores in it.
 *
 * Both methods take what is being done, as an infinitive for the log: `read the job queue`.
 */
export interface SqliteDatabase {
  /** The processes that share the file. */
  readonly processes: ProcessLocks;
  readonly clock: Clock;

  /** Reads the current state. Readers and writers do not block each other. @throws {Failure} `store_unavailable` */
  read<T>(doing: string, query: Work<T>): T;

  /**
   * Makes a change in one write transaction, isolated from all other processes. The data is on disk when this resolves.
   *
   * @param code The code of failures for which there is no more specific one.
   * @throws {Failure}
   */
  write<T>(doing: string, change: Work<T>, code?: StoreFailureCode): Promise<T>;

  close(): void;
}

type Work<T> = (sqlite: DatabaseSync) => T;

/**
 * Waiting for a lock inside SQLite blocks the whole process. The wait is therefore short, and Bouncer sleeps between
 * attempts.
 */
const busyTimeoutMs = 25;
const pauseMs = 25;

/** What a database file holds. */
interface DatabaseKind {
  readonly schema: readonly string[];
  readonly pragmas: string;
  /** How long SQLite may wait until another process has opened the file. The process stands still meanwhile. */
  readonly openPatienceMs: number;
  /** The code of failures for which there is no more specific one. */
  readonly code: StoreFailureCode;
}

/** The audit log, jobs, locks and places of messages. */
const storeKind: DatabaseKind = {
  schema: schemaVersions,
  // FULL: in WAL mode, NORMAL may lose the latest transactions in a power failure.
  pragmas: 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL',
  // At startup nobody is waiting.
  openPatienceMs: 5_000,
  code: 'store_unavailable',
};

/** The connection history, which is opened while others wait, and may lose what the next scan finds again. */
export const historyKind: DatabaseKind = {
  schema: historySchemaVersions,
  // What is removed is overwritten: a name that was forgotten must not remain in the file.
  pragmas: 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON',
  openPatienceMs: busyTimeoutMs,
  code: 'history_unavailable',
};
/** A writer holds the lock for milliseconds. One that holds it longer is stuck, or a person in a shell. */
const patience = { patienceMs: 1_200, leastMs: 100, maxMs: 5_000 } satisfies PatienceLimits;

/**
 * Opens the file and migrates its schema. A new file is readable by its owner only.
 *
 * @param path A file in an existing folder; two processes on one machine may share it.
 * @throws {Failure} `store_unavailable`
 */
export function openSqliteDatabase(path: string, clock: Clock, kind = storeKind): SqliteDatabase {
  const sqlite = openFile(path, kind);
  const file = identityOf(path);
  const processes = processLocks(`${path}-processes`);
  const patient = sharedPatience(patience);
  return {
    processes,
    clock,
    read: (doing, query) => {
      try {
        return query(sqlite);
      } catch (thrown) {
        throw failureFromSqlite(kind.code, doing, thrown);
      }
    },
    write: async (doing, change, code = kind.code) => {
      try {
        // A deleted file accepts writes until it is closed, and then they are lost.
        if (identityOf(path) !== file)
          throw new Failure(kind.code, `${path} or its -wal or -shm was deleted or replaced: restart`);
        return await transactPatiently(sqlite, change, clock, patient);
      } catch (thrown) {
        throw failureFromSqlite(code, doing, thrown);
      }
    },
    close: () => {
      processes.release(hasJobs(sqlite, processes.me));
      sqlite.close();
    },
  };
}

function openFile(path: string, kind: DatabaseKind): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    createFile(path);
    sqlite = new DatabaseSync(path, { timeout: kind.openPatienceMs, enableForeignKeyConstraints: true });
    sqlite.exec(kind.pragmas);
    transact(sqlite, (file) => migrate(file, kind.schema));
    sqlite.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return sqlite;
  } catch (thrown) {
    sqlite?.close();
    throw failureFromSqlite(kind.code, `open the database ${path}`, thrown);
  }
}

/**
 * SQLite would create the file with the process's umask. Its companion files -wal and -shm inherit the mode of the
 * file.
 */
function createFile(path: string): void {
  // An existing file must not even be opened: closing it would drop this process's SQLite locks on it.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** Identifies the file and its companions: the latest writes are in -wal only, and -shm coordinates processes. */
function identityOf(path: string): string {
  const stats = [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file, { throwIfNoEntry: false }));
  return stats.map((stat) => `${stat?.dev}:${stat?.ino}`).join(' ');
}

/** Says whether this process has unfinished jobs, which others may claim once they see that it has ended. */
function hasJobs(sqlite: DatabaseSync, process: string): boolean {
  try {
    const jobs = sqlite.prepare("SELECT 1 FROM task WHERE owner = hold || ' ' || ?");
    return jobs.get(process) !== undefined;
  } catch {
    return true;
  }
}

/** Retries until the lock is free. A write that is given up never began, so it cannot succeed later. */
async function transactPatiently<T>(
  sqlite: DatabaseSync,
  work: Work<T>,
  clock: Clock,
  patient: SharedPatience,
): Promise<T> {
  const beganMs = clock.elapsedMs();
  for (let version = versionOf(sqlite); ; ) {
    try {
      const result = transact(sqlite, work);
      patient.answered(clock.elapsedMs());
      return result;
    } catch (thrown) {
      if (!isBusy(thrown)) throw thrown;
      const latest = versionOf(sqlite);
      // If others have written meanwhile, the lock is contended but not stuck.
      if (latest === version) patient.silent(beganMs);
      else patient.answered(clock.elapsedMs());
      version = latest;
      if (clock.elapsedMs() >= patient.deadlineOf(beganMs)) throw thrown;
    }
    await clock.sleep(pauseMs);
  }
}

/** Reads a number that changes whenever another connection writes; undefined when it cannot be read. */
function versionOf(sqlite: DatabaseSync): unknown {
  try {
    return sqlite.prepare('PRAGMA data_version').get()?.data_version;
  } catch {
    return undefined;
  }
}

/** Runs one transaction without yielding: other work on the shared connection would become part of the transaction. */
function transact<T>(sqlite: DatabaseSync, work: Work<T>): T {
  // IMMEDIATE takes the lock before the first read, so that what was read is still true when it is acted on.
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const result = work(sqlite);
    sqlite.exec('COMMIT');
    return result;
  } catch (thrown) {
    // SQLite rolls back by itself when the disk is full.
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    throw thrown;
  }
}
