import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { type PatienceLimits, type SharedPatience, sharedPatience } from '../shared-patience.ts';
import { failureFromSqlite, isBusy } from './failure-from-sqlite.ts';
import { type ProcessLocks, processLocks } from './process-locks.ts';
import { schemaVersions } from './schema-versions.ts';

/** One open database file, shared by the stores that live in it. Errors are SQLite's own: each store translates. */
export interface SqliteDatabase {
  /** The processes that share the file. */
  readonly processes: ProcessLocks;
  readonly clock: Clock;

  /** Reads the present state; readers neither wait for writers nor hold them up. */
  read<T>(work: Work<T>): T;

  /** Runs the work in one write transaction, which no other process interleaves; it is on disk when this resolves. */
  write<T>(work: Work<T>): Promise<T>;

  close(): void;
}

type Work<T> = (sqlite: DatabaseSync) => T;

/** Waiting for a lock inside SQLite stops this whole process, so it is kept short and the rest is slept. */
const busyTimeoutMs = 25;
const pauseMs = 25;
/** At the start nobody is kept waiting: SQLite may sit out another process that opens the file as well. */
const openPatienceMs = 5_000;
/** A writer holds the lock for milliseconds; who holds it longer than this is stuck, or a person with a shell. */
const patience = { patienceMs: 1_200, leastMs: 100, mostMs: 5_000 } satisfies PatienceLimits;

/**
 * Opens the file, readable for its owner alone where it is new, and brings its schema up to date.
 *
 * @param path A file in a folder that exists; two processes on one machine may share it.
 * @throws {Failure} `store_unavailable`
 */
export function openSqliteDatabase(path: string, clock: Clock): SqliteDatabase {
  const sqlite = openFile(path);
  const file = identityOf(path);
  const processes = processLocks(`${path}-processes`);
  const patient = sharedPatience(patience);
  return {
    processes,
    clock,
    read: (work) => work(sqlite),
    write: async (work) => {
      // A deleted file takes writes until it is closed, and then they are gone.
      if (identityOf(path) !== file)
        throw new Failure(
          'store_unavailable',
          `${path} or its -wal or -shm was deleted or replaced: restart`,
        );
      return transactPatiently(sqlite, work, clock, patient);
    },
    close: () => {
      processes.release(holdsTasks(sqlite, processes.me));
      sqlite.close();
    },
  };
}

function openFile(path: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    createFile(path);
    sqlite = new DatabaseSync(path, { timeout: openPatienceMs, enableForeignKeyConstraints: true });
    // FULL: in WAL mode, NORMAL may lose the last transactions when the power fails.
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    transact(sqlite, migrate);
    sqlite.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return sqlite;
  } catch (thrown) {
    sqlite?.close();
    throw failureFromSqlite('store_unavailable', `open the database ${path}`, thrown);
  }
}

/** SQLite would create the file with the process' umask; its companions -wal and -shm take the file's own mode. */
function createFile(path: string): void {
  // A file that exists must not even be opened: closing it would drop SQLite's locks on it in this process.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

/** Of the file and its companions: what was written last stands in -wal alone, and -shm keeps processes in step. */
function identityOf(path: string): string {
  const stats = [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file, { throwIfNoEntry: false }));
  return stats.map((stat) => `${stat?.dev}:${stat?.ino}`).join(' ');
}

function migrate(sqlite: DatabaseSync): void {
  const version = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version);
  if (version > schemaVersions.length) {
    throw new Failure('store_unavailable', 'a later version of Bouncer wrote the database: run that version');
  }
  for (const step of schemaVersions.slice(version)) sqlite.exec(step);
  sqlite.exec(`PRAGMA user_version = ${schemaVersions.length}`);
}

/** What is left of this process' work is free for others once they see that it has ended. */
function holdsTasks(sqlite: DatabaseSync, process: string): boolean {
  try {
    const held = sqlite.prepare("SELECT 1 FROM task WHERE owner = hold || ' ' || ?");
    return held.get(process) !== undefined;
  } catch {
    return true;
  }
}

/** A write that is given up has not begun: it cannot succeed later. */
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
      // Where others have written meanwhile, the lock goes round, and is not stuck.
      if (latest === version) patient.silent(beganMs);
      else patient.answered(clock.elapsedMs());
      version = latest;
      if (clock.elapsedMs() >= patient.deadlineOf(beganMs)) throw thrown;
    }
    await clock.sleep(pauseMs);
  }
}

/** Changes whenever another connection has written; undefined where it cannot be read. */
function versionOf(sqlite: DatabaseSync): unknown {
  try {
    return sqlite.prepare('PRAGMA data_version').get()?.data_version;
  } catch {
    return undefined;
  }
}

/** Never yields between BEGIN and its end: the connection to the file is shared, and would carry another's work along. */
function transact<T>(sqlite: DatabaseSync, work: Work<T>): T {
  // IMMEDIATE takes the lock before anything is read, so that what was read still holds when it is acted on.
  sqlite.exec('BEGIN IMMEDIATE');
  try {
    const result = work(sqlite);
    sqlite.exec('COMMIT');
    return result;
  } catch (thrown) {
    // A full disk ends the transaction by itself.
    if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
    throw thrown;
  }
}
