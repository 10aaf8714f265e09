/**
 * The database's schema, one step for each version; `user_version` counts the steps that a file has taken.
 * A step that was released is never changed: later versions add steps at the end.
 */
export const schemaVersions: readonly string[] = [
  // The triggers stop a slip of the hand, not an intruder: tampering is what the chain is for.
  // REPLACE deletes without firing a delete trigger, hence the guard on inserts as well.
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

  // A column that is computed from the text cannot say something else than the entry does, nor does filling it
  // change an entry. A row that someone broke by hand must not keep the database from being opened.
  // The claims of the version before stand until they lapse: no request is called 'unknown'.
  `ALTER TABLE entry ADD COLUMN correlation TEXT
     AS (CASE WHEN json_valid(json) THEN json ->> '$.correlation' END) VIRTUAL;
   CREATE INDEX entry_by_correlation ON entry (correlation);
   ALTER TABLE claim ADD COLUMN correlation TEXT NOT NULL DEFAULT 'unknown';`,

  // A job is free from `due_ms` on: for a held one, that is when its lease lapses. Hold 0 is nobody's.
  // Numbers of holds are never given twice, also not when a key is enqueued again after it was completed.
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

  // Who is posting a message, and since when, so that no other process posts it beside them.
  `ALTER TABLE message ADD COLUMN intended_by TEXT NOT NULL DEFAULT '';
   ALTER TABLE message ADD COLUMN intended_ms INTEGER NOT NULL DEFAULT 0;`,

  // Which process holds the job, after the number of its hold: a version that does not know the column gives a hold
  // another number and leaves this as it is, and then it says nothing.
  `ALTER TABLE task ADD COLUMN owner TEXT NOT NULL DEFAULT '';`,

  // When the row was last written: in the future, the clock was set back since. 0 is from an earlier version.
  `ALTER TABLE task ADD COLUMN written_ms INTEGER NOT NULL DEFAULT 0;`,

  // Which requests were worked on in the last minutes, so that one that is replayed after a restart is not again.
  `CREATE TABLE request (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX request_by_time ON request (at_ms);`,

  // Who requested, so that what one person requested lately is found without going through everything else.
  `ALTER TABLE entry ADD COLUMN requested_by TEXT
     AS (CASE WHEN json_valid(json) THEN
           CASE WHEN json ->> '$.kind' = 'requested' THEN json ->> '$.actor.id' END
         END) VIRTUAL;
   CREATE INDEX entry_by_requester ON entry (requested_by, seq) WHERE requested_by IS NOT NULL;`,
];
