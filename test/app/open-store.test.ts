import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { storeCheckup } from '../../src/app/open-store.ts';
import { canonicalJson, emptyHead } from '../../src/domain/audit-chain.ts';
import { dynamoAuditLog } from '../../src/store/dynamo/audit-log.ts';
import { sqliteAuditLog } from '../../src/store/sqlite/audit-log.ts';
import { openSqliteDatabase } from '../../src/store/sqlite/database.ts';
import { aDraft } from '../contract/audit-log-contract.ts';
import { rowsOf } from '../store/every-store.ts';
import { realClock } from '../store/real-clock.ts';
import { openScratch, scratchPath } from '../store/scratch-database.ts';
import { openScratchTable, scratchDynamo } from '../store/scratch-table.ts';

it('tests a store that is in use, and leaves it unchanged', async () => {
  const path = scratchPath();
  const database = openScratch(path);
  const { seq, hash } = await sqliteAuditLog(database).append(aDraft);
  const before = rowsOf(database);

  expect(await tryOut(path)).toEqual({ kind: 'works', head: { seq, hash } });

  expect(rowsOf(database)).toEqual(before);
});

it('does not create a missing file', async () => {
  const path = scratchPath();

  expect(await tryOut(path)).toEqual({ kind: 'absent' });
  expect(existsSync(path)).toBe(false);
});

it('reads the head and the entries of an audit log that is in use', async () => {
  const path = scratchPath();
  const entry = await sqliteAuditLog(openScratch(path)).append(aDraft);
  const { seq, hash } = entry;

  const recorded = await storeCheckup({ kind: 'sqlite', path }, realClock).recorded([1, 2]);

  expect(recorded).toEqual({ head: { seq, hash }, stored: new Map([[1, canonicalJson(entry)]]) });
});

it('treats a missing file as an empty audit log, and does not create it', async () => {
  const path = scratchPath();

  const recorded = await storeCheckup({ kind: 'sqlite', path }, realClock).recorded([1]);

  expect(recorded).toEqual({ head: emptyHead, stored: new Map() });
  expect(existsSync(path)).toBe(false);
});

it('neither reads nor migrates the audit log of an earlier version', async () => {
  const path = scratchPath();
  openSqliteDatabase(path, realClock).close();
  execute(path, 'PRAGMA user_version = 1');

  expect(await storeCheckup({ kind: 'sqlite', path }, realClock).recorded([1])).toBeUndefined();
  expect(versionOf(path)).toBe(1);
});

it('does not migrate the file of an earlier version', async () => {
  const path = scratchPath();
  openSqliteDatabase(path, realClock).close();
  execute(path, 'PRAGMA user_version = 1');

  expect(await tryOut(path)).toEqual({ kind: 'outdated' });
  expect(versionOf(path)).toBe(1);
});

it('reports a missing folder, a file of a later version and a file that is no database', async () => {
  const later = scratchPath();
  openSqliteDatabase(later, realClock).close();
  execute(later, 'PRAGMA user_version = 1000');
  const other = scratchPath();
  writeFileSync(other, 'This is no database, although it is long enough to be one. '.repeat(20));
  const folder = join(dirname(scratchPath()), 'folder');
  mkdirSync(folder);

  for (const path of [join(dirname(later), 'nowhere', 'bouncer.db'), later, other, folder]) {
    await expect(tryOut(path)).rejects.toMatchObject({ code: 'store_unavailable' });
  }
});

it('cannot write to a store that another process keeps locked', async () => {
  const path = scratchPath();
  openSqliteDatabase(path, realClock).close();
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');

  await expect(tryOut(path)).rejects.toMatchObject({ code: 'store_locked' });
  other.close();
});

function tryOut(path: string) {
  return storeCheckup({ kind: 'sqlite', path }, realClock).tryOut();
}

function execute(path: string, statement: string): void {
  const sqlite = new DatabaseSync(path);
  sqlite.exec(statement);
  sqlite.close();
}

function versionOf(path: string): number {
  const sqlite = new DatabaseSync(path);
  const version = Number(sqlite.prepare('PRAGMA user_version').get()?.user_version);
  sqlite.close();
  return version;
}

describe('a table', () => {
  it('is tested, and left unchanged', async () => {
    const table = await openScratchTable();
    const log = dynamoAuditLog(table, { clock: realClock, random: Math.random });
    const { seq, hash } = await log.append(aDraft);

    expect(await storeCheckup({ kind: 'dynamodb', table: table.name }, realClock).tryOut()).toEqual({
      kind: 'works',
      head: { seq, hash },
    });
  });

  it('is reported if it is missing', async () => {
    await scratchDynamo();

    await expect(
      storeCheckup({ kind: 'dynamodb', table: 'nowhere' }, realClock).tryOut(),
    ).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});
