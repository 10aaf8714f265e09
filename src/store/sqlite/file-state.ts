import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Failure } from '../../domain/failure.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';
import { schemaVersions } from './schema-versions.ts';

/**
 * Inspects a database file without creating it or migrating its schema.
 *
 * @throws {Failure} `store_unavailable` when the file cannot be read, or is missing and cannot be created.
 */
export function sqliteFileState(path: string): 'absent' | 'outdated' | 'current' {
  if (existsSync(path)) return versionOf(path) < schemaVersions.length ? 'outdated' : 'current';

  const folder = dirname(path);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return 'absent';
  } catch (thrown) {
    const message = `the folder ${folder} is not there, or this user may not write in it`;
    throw new Failure('store_unavailable', message, { cause: thrown });
  }
}

function versionOf(path: string): number {
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
