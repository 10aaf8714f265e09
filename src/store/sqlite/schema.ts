import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

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

  // Certificate names that people have claimed. The hash is that of the normalized name, so that a person has a name
  // only once, in whatever spelling. The table of connection locks has been called 'claim' since the first version.
  `CREATE TABLE claimed_name (
     person TEXT NOT NULL,
     hash TEXT NOT NULL,
     name TEXT NOT NULL,
     correlation TEXT NOT NULL,
     by_id TEXT NOT NULL,
     by_name TEXT NOT NULL,
     at_ms INTEGER NOT NULL,
     PRIMARY KEY (person, hash)
   ) STRICT, WITHOUT ROWID;`,
];

/**
 * The schema of the file that holds the connection history. Names and endpoints have tables of their own: each is
 * repeated in thousands of rows and in their indexes. A name is kept in every spelling that was seen.
 */
export const historySchemaVersions: readonly string[] = [
  // An id is given to one connection. `occurrence` keeps two apart that have the same id nevertheless.
  // `longest` is the longest time for which any connection counted as active: whoever looks for those that were active
  // in a period need not read those that started earlier.
  `CREATE TABLE endpoint (id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, folded TEXT NOT NULL) STRICT;
   CREATE INDEX name_by_form ON name (folded);
   CREATE TABLE connection (
     row INTEGER PRIMARY KEY,
     endpoint INTEGER NOT NULL REFERENCES endpoint,
     connection TEXT NOT NULL,
     occurrence INTEGER NOT NULL,
     username INTEGER REFERENCES name,
     common_name INTEGER REFERENCES name,
     started_ms INTEGER NOT NULL,
     last_seen_ms INTEGER NOT NULL,
     ended_ms INTEGER,
     bytes_sent TEXT,
     bytes_received TEXT,
     client_ip TEXT,
     public_ip TEXT,
     device TEXT,
     ending TEXT,
     UNIQUE (connection, endpoint, occurrence)
   ) STRICT;
   CREATE INDEX connection_by_username ON connection (username, started_ms) WHERE username IS NOT NULL;
   CREATE INDEX connection_by_common_name ON connection (common_name, started_ms) WHERE common_name IS NOT NULL;
   CREATE INDEX connection_by_public_ip ON connection (public_ip, started_ms) WHERE public_ip IS NOT NULL;
   CREATE INDEX connection_by_endpoint ON connection (endpoint, started_ms);
   CREATE INDEX connection_open ON connection (endpoint) WHERE ended_ms IS NULL;
   CREATE TABLE longest (ms INTEGER NOT NULL) STRICT;
   INSERT INTO longest VALUES (0);
   CREATE TABLE observation (
     endpoint INTEGER NOT NULL REFERENCES endpoint,
     at_ms INTEGER NOT NULL,
     since_ms INTEGER NOT NULL,
     active INTEGER NOT NULL,
     PRIMARY KEY (endpoint, at_ms)
   ) STRICT, WITHOUT ROWID;`,

  // Set if a connection was found gone, and nobody knows when it ended: after `ended_ms` and before this.
  `ALTER TABLE connection ADD COLUMN ended_before_ms INTEGER;`,
];

/** Brings a schema up to date. @throws {Failure} when a later version of Bouncer wrote the database. */
export function migrate(sqlite: DatabaseSync, versions: readonly string[]): void {
  const version = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version);
  if (version > versions.length) {
    throw new Failure('store_unavailable', 'a later version of Bouncer wrote the database: run that version');
  }
  for (const step of versions.slice(version)) sqlite.exec(step);
  sqlite.exec(`PRAGMA user_version = ${versions.length}`);
}

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
