import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openSqliteDatabase } from '../../../src/store/sqlite/database.ts';
import { realClock } from '../real-clock.ts';
import { openScratch, scratchPath } from '../scratch-database.ts';

const insertClaim = "INSERT INTO claim VALUES ('e', 'c', 'U1', 1, 2, 'abcd-1234')";

/** A clock on which only pauses take time. */
function steppingClock(onPause = () => {}) {
  let elapsedMs = 0;
  return {
    now: () => new Date(),
    elapsedMs: () => elapsedMs,
    sleep: async (ms: number) => {
      elapsedMs += ms;
      onPause();
    },
  };
}

describe('openSqliteDatabase', () => {
  it('creates a file that only its owner may read', () => {
    const path = scratchPath();
    const database = openScratch(path);

    const modes = [path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777);

    expect(modes).toEqual([0o600, 0o600, 0o600]);
    database.read('read', (sqlite) => expect(sqlite.isOpen).toBe(true));
  });

  it('forces every transaction to disk', () => {
    const database = openScratch();

    const pragma = (name: string) =>
      database.read('read', (sqlite) => Object.values(sqlite.prepare(`PRAGMA ${name}`).get() ?? {})[0]);

    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('foreign_keys')).toBe(1);
  });

  it('makes all writes of a request share about a second of waiting for a stuck lock, and performs none later', async () => {
    const clock = steppingClock();
    const path = scratchPath();
    const database = openScratch(path, clock);
    using other = new DatabaseSync(path);
    other.exec('BEGIN EXCLUSIVE');

    for (let write = 0; write < 5; write += 1)
      await expect(database.write('write', (sqlite) => sqlite.exec(insertClaim))).rejects.toThrow(/locked/);

    expect(clock.elapsedMs()).toBeLessThan(2_000);
    other.exec('ROLLBACK');
    await clock.sleep(60_000);
    expect(database.read('read', (sqlite) => sqlite.prepare('SELECT * FROM claim').all())).toEqual([]);
  });

  it('waits longer while others write in turn', async () => {
    const path = scratchPath();
    using other = new DatabaseSync(path);
    const clock = steppingClock(() => {
      other.exec('COMMIT');
      if (clock.elapsedMs() < 3_000)
        other.exec('BEGIN IMMEDIATE; UPDATE entry_of_others SET times = times + 1');
      else other.exec('BEGIN');
    });
    const database = openScratch(path, clock);
    other.exec('CREATE TABLE entry_of_others (times); INSERT INTO entry_of_others VALUES (0)');
    other.exec('BEGIN IMMEDIATE; UPDATE entry_of_others SET times = times + 1');

    await database.write('write', (sqlite) => sqlite.exec(insertClaim));

    expect(clock.elapsedMs()).toBeGreaterThanOrEqual(3_000);
  });

  it('undoes all of a transaction that fails', async () => {
    const database = openScratch();
    const work = database.write('write', (sqlite) => {
      sqlite.exec(insertClaim);
      throw new RangeError('in the middle');
    });

    await expect(work).rejects.toMatchObject({ cause: expect.any(RangeError) });

    const rows = database.read('read', (sqlite) => sqlite.prepare('SELECT * FROM claim').all());
    expect(rows).toEqual([]);
  });

  it('opens a database that it created before, with its content', () => {
    const path = scratchPath();
    openScratch(path).read('read', (sqlite) => sqlite.exec(insertClaim));

    const again = openScratch(path);

    const rows = again.read('read', (sqlite) => sqlite.prepare('SELECT person FROM claim').all());
    expect(rows).toEqual([{ person: 'U1' }]);
  });

  it('leaves a database of a later version unchanged', () => {
    const path = scratchPath();
    using later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 1000');

    expect(() => openSqliteDatabase(path, realClock)).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    );
    expect(later.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1000 });
  });

  it('fails with what to do when the folder is missing', () => {
    const path = join(dirname(scratchPath()), 'nowhere', 'bouncer.db');

    expect(() => openSqliteDatabase(path, realClock)).toThrow(
      expect.objectContaining({ code: 'store_unavailable', message: expect.stringContaining('folder') }),
    );
  });

  it('fails with what to do when the file is something else', () => {
    const path = scratchPath();
    writeFileSync(path, 'a letter to my aunt, which is long enough to be taken for a header'.repeat(100));

    expect(() => openSqliteDatabase(path, realClock)).toThrow(
      expect.objectContaining({ code: 'store_unavailable', message: expect.stringContaining('no SQLite') }),
    );
  });

  it('says nothing on stderr about an experiment', async () => {
    const { stderr } = await promisify(execFile)(process.execPath, ['-e', "require('node:sqlite')"]);

    expect(stderr).toBe('');
  });
});
