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

  // An index over the text itself cannot say something else than the entry does, and the triggers stay as they are.
  // A row that someone broke by hand must not keep the database from being opened.
  `CREATE INDEX entry_by_correlation
     ON entry (CASE WHEN json_valid(json) THEN json ->> '$.correlation' END);
   -- No request is called so: the claims of the version before stand until they lapse.
   ALTER TABLE claim ADD COLUMN correlation TEXT NOT NULL DEFAULT 'unknown';`,
];
