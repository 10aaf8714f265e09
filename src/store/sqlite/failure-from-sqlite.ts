import { Failure, type FailureCode } from '../../domain/failure.ts';

export type StoreFailureCode = Extract<
  FailureCode,
  'audit_unwritable' | 'store_unavailable' | 'history_unavailable'
>;

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
  const message = `cannot ${doing}: ${reason}${remedy ? ` (${remedy.text})` : ''}`;
  // When the history cannot be used the consequences are the same, whatever the reason.
  const why = code === 'history_unavailable' ? code : (remedy?.code ?? code);
  return new Failure(why, message, { cause: thrown });
}

/** Says whether another connection held the lock for too long (SQLITE_BUSY, SQLITE_LOCKED). */
export function isBusy(thrown: unknown): boolean {
  const code = codeOf(thrown);
  return code === 5 || code === 6;
}

interface Remedy {
  readonly text: string;
  /** A more specific failure code, if there is one. */
  readonly code?: FailureCode;
}

const locked: Remedy = {
  text: 'another process keeps the database locked: find it with fuser',
  code: 'store_locked',
};
const readOnly: Remedy = { text: 'make the file and its folder writable for the user of this process' };
const full: Remedy = { text: 'the disk is full: make room', code: 'store_full' };
const noFolder: Remedy = { text: 'the folder must exist, and this process be allowed to write in it' };

/**
 * Remedies by the file system's error code, or by SQLite's primary result code, https://www.sqlite.org/rescode.html.
 */
const remedies: ReadonlyMap<unknown, Remedy> = new Map<unknown, Remedy>([
  ['ENOENT', noFolder],
  ['EACCES', readOnly],
  ['EROFS', readOnly],
  ['ENOSPC', full],
  [5, locked],
  [6, locked],
  [8, readOnly],
  [10, { text: 'the disk fails: look into the system log' }],
  [11, { text: 'the database is damaged: keep the file, and restore a copy' }],
  [13, full],
  [14, noFolder],
  [26, { text: 'the file is no SQLite database: name another one' }],
]);

function codeOf(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return undefined;
  // The low byte is the primary code; the higher bytes distinguish its variants.
  if ('errcode' in thrown && typeof thrown.errcode === 'number') return thrown.errcode & 0xff;
  return 'code' in thrown ? thrown.code : undefined;
}
