import { Failure, type FailureCode } from '../../domain/failure.ts';

export type StoreFailureCode = Extract<FailureCode, 'audit_unwritable' | 'store_unavailable'>;

/**
 * Translates an error of SQLite; a failure is returned unchanged.
 *
 * @param code The failure code to use when no more specific one applies.
 * @param doing What was being done, as an infinitive for the log.
 */
export function failureFromSqlite(code: StoreFailureCode, doing: string, thrown: unknown): Failure {
  if (thrown instanceof Failure && thrown.code === code) return thrown;

  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const remedy = remedies.get(codeOf(thrown));
  const known = remedy === undefined ? undefined : codes.get(remedy);
  return new Failure(known ?? code, `cannot ${doing}: ${reason}${remedy ? ` (${remedy})` : ''}`, {
    cause: thrown,
  });
}

/** Says whether another connection held the lock for too long (SQLITE_BUSY, SQLITE_LOCKED). */
export function isBusy(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 5 || code === 6;
}

const unlock = 'another process keeps the database locked: find it with fuser';
const permit = 'make the file and its folder writable for the user of this process';
const makeRoom = 'the disk is full: make room';
const makeFolder = 'the folder must exist, and this process be allowed to write in it';

const codes: ReadonlyMap<string, FailureCode> = new Map([
  [unlock, 'store_locked'],
  [makeRoom, 'store_full'],
]);

/**
 * Remedies by the file system's error code, or by SQLite's primary result code, https://www.sqlite.org/rescode.html.
 */
const remedies: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['ENOENT', makeFolder],
  ['EACCES', permit],
  ['EROFS', permit],
  ['ENOSPC', makeRoom],
  [5, unlock],
  [6, unlock],
  [8, permit],
  [10, 'the disk fails: look into the system log'],
  [11, 'the database is damaged: keep the file, and restore a copy'],
  [13, makeRoom],
  [14, makeFolder],
  [26, 'the file is no SQLite database: name another one'],
]);

function codeOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return undefined;
  // The low byte is the primary code; the higher bytes distinguish its variants.
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return thrown.errcode & 0xff;
  return 'code' in thrown ? thrown.code : undefined;
}
