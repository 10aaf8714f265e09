import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { type ChainProblem, canonicalJson, checkChain } from '../../../src/domain/audit-chain.ts';
import { sqliteAuditLog } from '../../../src/store/sqlite/audit-log.ts';
import { resealed } from '../../builders/an-entry-draft.ts';
import { aCorrelation, aDraft, testAuditLog } from '../../contract/audit-log-contract.ts';
import { realClock } from '../real-clock.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

testAuditLog('sqliteAuditLog', async () => sqliteAuditLog(openScratch()));

describe('sqliteAuditLog', () => {
  it('still has its entries after the file was closed and opened again', async () => {
    const path = scratchPath();
    const first = await sqliteAuditLog(openScratch(path)).append(aDraft);

    const second = await sqliteAuditLog(openScratch(path)).append(aDraft);

    expect(second).toMatchObject({ seq: 2, prev: first.hash });
  });

  it('refuses to change, remove, replace or insert an entry', async () => {
    const { database } = await logOf(3);
    const attempts = [
      "UPDATE entry SET json = '{}' WHERE seq = 2",
      'DELETE FROM entry WHERE seq = 3',
      "INSERT OR REPLACE INTO entry (seq, json) VALUES (3, '{}')",
      "INSERT INTO entry (seq, json) VALUES (7, '{}')",
      "INSERT INTO entry (seq, json) VALUES (-1, '{}')",
    ];

    for (const sql of attempts) {
      expect(() => database.read('read', (sqlite) => sqlite.exec(sql)), sql).toThrow();
    }
  });

  it('names the first entry that was changed, removed, moved or inserted by hand', async () => {
    const setDown = "seq, replace(json, 'helga', 'heiko')";
    const tamperings = [
      { sql: `UPDATE entry SET (seq, json) = (SELECT ${setDown}) WHERE seq = 2`, problem: 'changed', seq: 2 },
      { sql: 'DELETE FROM entry WHERE seq = 3', problem: 'misplaced', seq: 3 },
      { sql: 'DELETE FROM entry WHERE seq = 1', problem: 'misplaced', seq: 1 },
      { sql: swap(2, 4), problem: 'misplaced', seq: 2 },
      { sql: 'UPDATE entry SET seq = 9 WHERE seq = 2', problem: 'misplaced', seq: 2 },
      { sql: 'INSERT INTO entry SELECT -1, json FROM entry WHERE seq = 4', problem: 'misplaced', seq: 1 },
      { sql: 'INSERT INTO entry SELECT 6, json FROM entry WHERE seq = 5', problem: 'misplaced', seq: 6 },
      { sql: "UPDATE entry SET json = 'gone' WHERE seq = 5", problem: 'unreadable', seq: 5 },
    ];

    for (const { sql, problem, seq } of tamperings) {
      const { log, path } = await logOf(5);
      tamper(path, sql);

      expect(await checkChain(log.stored()), sql).toEqual({ whole: false, problem, seq });
    }
  });

  it('names an entry whose hash was recomputed after a change', async () => {
    const { log, path } = await logOf(2);
    const { log: forged } = await logOf(1, { ...aDraft, target: 'bob' });
    const [text = ''] = await Array.fromAsync(forged.stored());
    tamper(path, `UPDATE entry SET json = '${text}' WHERE seq = 1`);

    expect(await checkChain(log.stored())).toEqual({ whole: false, problem: 'unlinked', seq: 2 });
  });

  describe('finds a forged last entry although its number, link and hash fit', () => {
    it.each<[string, (entry: object) => string, ChainProblem]>([
      ['an unknown field', (entry) => canonicalJson(resealed({ ...entry, note: 'ground' })), 'unknown_field'],
      ['a repeated key', (entry) => canonicalJson(entry).replace('{', '{"at":"x",'), 'repeated_key'],
      ['other bytes of the same meaning', (entry) => ` ${canonicalJson(entry)}`, 'not_canonical'],
      ['text behind its end', (entry) => `${canonicalJson(entry)}\0forged`, 'unreadable'],
    ])('with %s', async (_title, forge, problem) => {
      const { log, path } = await logOf(3);
      const last = JSON.parse((await log.storedAt([3])).get(3) ?? '');
      put(path, 3, Buffer.from(forge(last)));

      expect(await checkChain(log.stored())).toMatchObject({ whole: false, problem, seq: 3 });
    });

    it.each([
      ['as the sign for what cannot be read', '\uFFFD'],
      ['as Latin-1', '\u00FF'],
    ])('with bytes that are no text, hashed %s', async (_title, readAs) => {
      const { log, path } = await logOf(3);
      const last = JSON.parse((await log.storedAt([3])).get(3) ?? '');
      const [before = '', after = ''] = canonicalJson(resealed({ ...last, reason: `a${readAs}b` })).split(
        readAs,
      );
      put(path, 3, Buffer.concat([Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)]));

      expect(await checkChain(log.stored())).toEqual({ whole: false, problem: 'unreadable', seq: 3 });
      expect((await log.storedAt([3])).get(3)).toBe((await Array.fromAsync(log.stored())).at(2));
    });
  });

  it('does not continue from a last entry that is stored under another number', async () => {
    const { log, path } = await logOf(3);
    tamper(path, 'UPDATE entry SET seq = 9 WHERE seq = 3');

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'audit_unwritable' });
    await expect(log.head()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('fails to read a request with an unreadable entry', async () => {
    const { log, path } = await logOf(3);
    tamper(path, "UPDATE entry SET json = replace(json, 'requested', 'imagined') WHERE seq = 2");

    await expect(log.ofRequest(aCorrelation)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('appends nothing to an entry that it cannot read', async () => {
    const { log, path } = await logOf(2);
    tamper(path, "UPDATE entry SET json = '{}' WHERE seq = 2");

    await expect(log.append(aDraft)).rejects.toMatchObject({ code: 'audit_unwritable' });
    await expect(log.head()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('records nothing and says so when the disk is full', async () => {
    const { log, database } = await logOf(1);
    database.read('read', (sqlite) => sqlite.exec('PRAGMA max_page_count = 1'));
    const large = { ...aDraft, detail: 'x'.repeat(100_000) };

    await expect(log.append(large)).rejects.toMatchObject({ code: 'store_full' });

    expect(await log.head()).toMatchObject({ seq: 1 });
    expect(await log.append(aDraft)).toMatchObject({ seq: 2 });
  });

  it('waits for another process that locks the database briefly', async () => {
    const path = scratchPath();
    const log = sqliteAuditLog(openScratch(path));
    using other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');

    const appended = log.append(aDraft);
    await realClock.sleep(60);
    other.exec('COMMIT');

    expect(await appended).toMatchObject({ seq: 1 });
  });
});

async function logOf(entries: number, draft = aDraft) {
  const path = scratchPath();
  const database = openScratch(path);
  const log = sqliteAuditLog(database);
  for (let n = 0; n < entries; n += 1) await log.append(draft);
  return { log, database, path };
}

/** Changes the file as someone would who has a shell and knows SQL. */
function tamper(path: string, sql: string): void {
  using sqlite = new DatabaseSync(path);
  const triggers = sqlite.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER ${name}`);
  sqlite.exec(sql);
}

/** Writes bytes in the place of an entry, as text. */
function put(path: string, seq: number, bytes: Uint8Array): void {
  tamper(
    path,
    `UPDATE entry SET json = CAST(x'${Buffer.from(bytes).toString('hex')}' AS TEXT) WHERE seq = ${seq}`,
  );
}

function swap(one: number, other: number): string {
  return `UPDATE entry SET seq = 99 WHERE seq = ${one};
    UPDATE entry SET seq = ${one} WHERE seq = ${other};
    UPDATE entry SET seq = ${other} WHERE seq = 99`;
}
