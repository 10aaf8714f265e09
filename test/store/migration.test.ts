import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { canonicalJson, checkChain, emptyHead, seal } from '../../src/domain/audit-chain.ts';
import { sqliteAuditLog } from '../../src/store/sqlite/audit-log.ts';
import { sqliteConnectionLocks } from '../../src/store/sqlite/connection-locks.ts';
import { schemaVersions } from '../../src/store/sqlite/schema.ts';
import { aLockAt } from '../contract/a-connection-lock.ts';
import { aCorrelation, aDraft } from '../contract/audit-log-contract.ts';
import { openScratch, scratchPath } from './scratch-database.ts';

const requested = seal(aDraft, emptyHead);

it('finds the entries of a request from before entries were indexed by request', async () => {
  const log = sqliteAuditLog(openScratch(firstVersionWith([canonicalJson(requested)])));

  const finished = await log.append({ ...aDraft, kind: 'finished' });

  expect(await log.ofRequest(aCorrelation)).toEqual([requested, finished]);
  expect(await checkChain(log.stored())).toMatchObject({ whole: true, head: { seq: 2 } });
});

it('prevents changes and removals of the first version’s entries', () => {
  const database = openScratch(firstVersionWith([canonicalJson(requested)]));

  for (const sql of ["UPDATE entry SET json = '{}'", 'DELETE FROM entry']) {
    expect(() => database.read('read', (sqlite) => sqlite.exec(sql)), sql).toThrow('append-only');
  }
});

it('opens a first version with a broken entry, so that audit verify can name it', async () => {
  const log = sqliteAuditLog(openScratch(firstVersionWith([canonicalJson(requested), 'gone'])));

  expect(await checkChain(log.stored())).toEqual({ whole: false, problem: 'unreadable', seq: 2 });
  expect(await log.ofRequest(aCorrelation)).toEqual([requested]);
});

it('keeps the locks of the first version until they expire', async () => {
  const { endpoint, connection, by, at, until } = aLockAt(0);
  const path = firstVersionWith([]);
  using sqlite = new DatabaseSync(path);
  sqlite
    .prepare('INSERT INTO claim VALUES (?, ?, ?, ?, ?)')
    .run(endpoint, connection, by, at.getTime(), until.getTime());
  const locks = sqliteConnectionLocks(openScratch(path));

  expect(await locks.acquire(aLockAt(59))).toMatchObject({ by, at, until });
  expect(await locks.acquire(aLockAt(60))).toBeUndefined();
});

it('migrates a database once, however often it is opened', async () => {
  const path = firstVersionWith([canonicalJson(requested)]);

  const logs = [openScratch(path), openScratch(path)].map((database) => sqliteAuditLog(database));

  for (const log of logs) expect(await log.ofRequest(aCorrelation)).toEqual([requested]);
});

/** A database as the first version left it. */
function firstVersionWith(entries: readonly string[]): string {
  const path = scratchPath();
  using sqlite = new DatabaseSync(path);
  sqlite.exec(`${schemaVersions[0]}; PRAGMA user_version = 1`);
  for (const [index, json] of entries.entries()) {
    sqlite.prepare('INSERT INTO entry (seq, json) VALUES (?, ?)').run(index + 1, json);
  }
  return path;
}
