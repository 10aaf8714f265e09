import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import type { Clock } from '../../ports/clock.ts';
import { type PatienceLimits, type SharedPatience, sharedPatience } from '../shared-patience.ts';
import { failureFromSqlite, isBusy } from './failure-from-sqlite.ts';
import { type ProcessLocks, processLocks } from './process-locks.ts';

/** One open database file, shared by the stores in it. It throws SQLite's own errors, which each store translates. */
export interface SqliteDatabase {
  /** The processes that share the file. */
  readonly processes: ProcessLocks;
  readonly clock: Clock;

  /** Reads the current state. Readers and writers do not block each other. */
  read<T>(work: Work<T>): T;

  /**
   * Runs the work in one write transaction, isolated from all other processes. The data is on disk when this resolves.
   */
  write<T>(work: Work<T>): Promise<T>;

  close(): void;
}

type Work<T> = (sqlite: DatabaseSync) => T;

/**
 * Waiting for a lock inside SQLite blocks the whole process. The wait is therefore short, and Bouncer sleeps between
 * attempts.
 */
const busyTimeoutMs = 25;
const pauseMs = 25;
/** At startup nobody is waiting, so SQLite may wait until another process has opened the file. */
const openPatienceMs = 5_000;
/** A writer holds the lock for milliseconds. One that holds it longer is stuck, or a person in a shell. */
const patience = { patienceMs: 1_200, leastMs: 100, mostMs: 5_000 } satisfies PatienceLimits;

/**
 * Opens the file and migrates its schema. A new file is readable by its owner only.
 *
 * @param path A file in an existing folder; two processes on one machine may share it.
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
      // A deleted file accepts writes until it is closed, and then they are lost.
      if (identityOf(path) !== file)
        throw new Failure(
          'store_unavailable',
          `${path} or its -wal or -shm was deleted or replaced: restart`,
        );
      return transactPatiently(sqlite, work, clock, patient);
    },
    close: () => {
      processes.release(hasJobs(sqlite, processes.me));
      sqlite.close();
    },
  };
}

function openFile(path: string): DatabaseSync {
  let sqlite: DatabaseSync | undefined;
  try {
    createFile(path);
    sqlite = new DatabaseSync(path, { timeout: openPatienceMs, enableForeignKeyConstraints: true });
    // FULL: in WAL mode, NORMAL may lose the latest transactions in a power failure.
    sqlite.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    transact(sqlite, migrate);
    sqlite.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    return sqlite;
  } catch (thrown) {
    sqlite?.close();
    throw failureFromSqlite('store_unavailable', `open the database ${path}`, thrown);
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

function migrate(sqlite: DatabaseSync): void {
  const version = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version);
  if (version > schemaVersions.length) {
    throw new Failure('store_unavailable', 'a later version of Bouncer wrote the database: run that version');
  }
  for (const step of schemaVersions.slice(version)) sqlite.exec(step);
  sqlite.exec(`PRAGMA user_version = ${schemaVersions.length}`);
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

/**
 * The database schema, one step for each version; `user_version` counts the steps applied to a file. Never change a
 * released step: later versions append steps.
 */
export const schemaVersions: readonly string[] = [
  // The triggers prevent accidents, not attacks: the chain detects tampering.
  // REPLACE deletes without firing a delete trigger, so inserts are guarded as well.
  `CREATE TABLE entry (seq INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT;
   CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
   CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
   CREATE TRIGGER entry_comes_last BEFORE INSERT ON entry
     WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
     BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
   CREATE TABLE claim (
     endpoint TEXT NOT NULL,
     connection TEXT NOT NULL,
     person TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     until_ms INTEGER NOT NULL,
     PRIMARY KEY (endpoint, connection)
   ) STRICT, WITHOUT ROWID;`,

  // A generated column cannot contradict the entry, and adding it does not change an entry. A row that someone
  // corrupted by hand must not prevent the database from opening.
  // Locks of the previous version remain until they expire: no request is called 'unknown'.
  `ALTER TABLE entry ADD COLUMN correlation TEXT
     AS (CASE WHEN json_valid(json) THEN json ->> '$.correlation' END) VIRTUAL;
   CREATE INDEX entry_by_correlation ON entry (correlation);
   ALTER TABLE claim ADD COLUMN correlation TEXT NOT NULL DEFAULT 'unknown';`,

  // A job is free from `due_ms` on; for a leased job, that is when its lease expires. Lease number 0 means no owner.
  // Lease numbers are never reused, even if a key is enqueued again after it was completed.
  `CREATE TABLE task (
     key TEXT PRIMARY KEY,
     payload TEXT NOT NULL,
     due_ms INTEGER NOT NULL,
     hold INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX task_by_due ON task (due_ms);
   CREATE TABLE last_hold (number INTEGER NOT NULL) STRICT;
   INSERT INTO last_hold VALUES (0);
   CREATE TABLE message (key TEXT PRIMARY KEY, channel TEXT NOT NULL, ts TEXT) STRICT, WITHOUT ROWID;`,

  // The process that is posting a message, and since when, so that no other process posts it too.
  `ALTER TABLE message ADD COLUMN intended_by TEXT NOT NULL DEFAULT '';
   ALTER TABLE message ADD COLUMN intended_ms INTEGER NOT NULL DEFAULT 0;`,

  // The process that holds the job, after the number of its lease. A version that does not know the column changes the
  // lease number but not this column, which then no longer applies.
  `ALTER TABLE task ADD COLUMN owner TEXT NOT NULL DEFAULT '';`,

  // When the row was last written. A time in the future means that the clock was set back since. 0: written by an
  // earlier version.
  `ALTER TABLE task ADD COLUMN written_ms INTEGER NOT NULL DEFAULT 0;`,

  // Requests handled in the last few minutes, so that one replayed after a restart is not handled again.
  `CREATE TABLE request (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX request_by_time ON request (at_ms);`,

  // Who made the request, so that one person's recent requests are found without reading all other entries.
  `ALTER TABLE entry ADD COLUMN requested_by TEXT
     AS (CASE WHEN json_valid(json) THEN
           CASE WHEN json ->> '$.kind' = 'requested' THEN json ->> '$.actor.id' END
         END) VIRTUAL;
   CREATE INDEX entry_by_requester ON entry (requested_by, seq) WHERE requested_by IS NOT NULL;`,
];

/**
 * Inspects a database file without creating it or migrating its schema.
 *
 * @throws {Failure} `store_unavailable` when the file cannot be read, or is missing and cannot be created.
 */
export function sqliteFileState(path: string): 'absent' | 'outdated' | 'current' {
  if (existsSync(path)) return storedVersion(path) < schemaVersions.length ? 'outdated' : 'current';

  const folder = dirname(path);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return 'absent';
  } catch (thrown) {
    const message = `the folder ${folder} is not there, or this user may not write in it`;
    throw new Failure('store_unavailable', message, { cause: thrown });
  }
}

function storedVersion(path: string): number {
  let sqlite: DatabaseSync | undefined;
  try {
    sqlite = new DatabaseSync(path, { readOnly: true });
    return Number(sqlite.prepare('PRAGMA user_version').get()?.user_version);
  } catch (thrown) {
    throw failureFromSqlite('store_unavailable', `read the database ${path}`, thrown);
  } finally {
    sqlite?.close();
  }
}
