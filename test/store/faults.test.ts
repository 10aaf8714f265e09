import { once } from 'node:events';
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkChain } from '../../src/domain/audit-chain.ts';
import { sqliteAuditLog } from '../../src/store/sqlite/audit-log.ts';
import { openSqliteDatabase, type SqliteDatabase } from '../../src/store/sqlite/database.ts';
import { aDraft } from '../contract/audit-log-contract.ts';
import {
  everythingRefused,
  everythingRefusedAs,
  everythingWritten,
  rowsOf,
  storesIn,
  writeInEveryStore,
} from './every-store.ts';
import { hurriedClock } from './hurried-clock.ts';
import { canHaveOwnDisk, startOnOwnDisk } from './own-disk.ts';
import { linesOf, startProcess } from './processes.ts';
import { realClock } from './real-clock.ts';
import { openScratch, scratchPath } from './scratch-database.ts';

type Mend = () => Promise<void> | void;

describe('every store in the database refuses, leaves nothing half-written, and works again afterwards when', () => {
  const lockedFault = 'another process keeps the database locked';
  const faults: Record<string, (path: string, database: SqliteDatabase) => Promise<Mend> | Mend> = {
    [lockedFault]: async (path) => {
      const holder = startProcess('write-lock-process.ts', [path]);
      await linesOf(holder).next();
      return async () => {
        holder.kill('SIGKILL');
        await once(holder, 'exit');
      };
    },
    'the database may not be written': (_path, database) => {
      const set = (value: 0 | 1) =>
        database.read('read', (sqlite) => sqlite.exec(`PRAGMA query_only = ${value}`));
      set(1);
      return () => set(0);
    },
    'the file was moved away under it': (path) => moveAway(path),
    'the file was replaced by a copy under it': (path) => {
      const putBack = moveAway(path);
      copyFileSync(`${path}.away`, path);
      return putBack;
    },
    'the file that holds the last entries was moved away': (path) => moveAway(`${path}-wal`),
    'the file that keeps processes in step was moved away': (path) => moveAway(`${path}-shm`),
  };

  for (const [fault, strike] of Object.entries(faults)) {
    it(fault, async () => {
      const path = scratchPath();
      const database = openScratch(path, hurriedClock());
      const before = rowsOf(database);

      const mend = await strike(path, database);
      const struck = await writeInEveryStore(storesIn(database));
      expect(struck).toEqual(fault === lockedFault ? everythingRefusedAs('store_locked') : everythingRefused);
      expect(rowsOf(database)).toEqual(before);

      await mend();
      expect(await writeInEveryStore(storesIn(database))).toEqual(everythingWritten);
      expect(rowsOf(database)).toEqual({
        entries: 1,
        claims: 1,
        tasks: 1,
        messages: 1,
        requests: 1,
        names: 1,
      });
    });
  }
});

describe.skipIf(!canHaveOwnDisk)('on a disk of its own', () => {
  it('every store refuses while the disk is full, and works again when there is space', async () => {
    const told = await Array.fromAsync(linesOf(startOnOwnDisk('full-disk-process.ts')));

    expect(told.map((line): unknown => JSON.parse(line))).toEqual([
      {
        full: everythingRefusedAs('store_full'),
        rows: { entries: 0, claims: 0, tasks: 0, messages: 0, requests: 0, names: 0 },
      },
      {
        mended: everythingWritten,
        rows: { entries: 1, claims: 1, tasks: 1, messages: 1, requests: 1, names: 1 },
      },
      { chain: true },
    ]);
  });

  it('the database does not open while the disk is read-only, and opens afterwards', async () => {
    const told = await Array.fromAsync(linesOf(startOnOwnDisk('read-only-process.ts')));

    expect(told.map((line): unknown => JSON.parse(line))).toEqual([
      { opened: everythingWritten },
      { refused: 'store_unavailable' },
      { opened: everythingWritten },
    ]);
  });
});

describe('a damaged file', () => {
  it('accepts no writes that touch the damage, and a restored copy does', async () => {
    const path = await closedLogOf(200);
    const copy = readFileSync(path);
    damage(path, { from: 4_096, to: copy.length });
    const damaged = openSqliteDatabase(path, realClock);

    expect(await writeInEveryStore(storesIn(damaged))).toEqual(everythingRefused);

    damaged.close();
    writeFileSync(path, copy);
    const log = sqliteAuditLog(openScratch(path));
    expect(await log.append(aDraft)).toMatchObject({ seq: 201 });
    expect(await checkChain(log.stored())).toMatchObject({ whole: true });
  });

  it('is never read past the damage', async () => {
    const path = await closedLogOf(1_000);
    const { size } = statSync(path);
    damage(path, { from: size / 4, to: (size * 3) / 4 });
    const log = sqliteAuditLog(openScratch(path));

    await expect(checkChain(log.stored())).rejects.toMatchObject({ code: 'store_unavailable' });
  });
});

async function closedLogOf(entries: number): Promise<string> {
  const path = scratchPath();
  const database = openSqliteDatabase(path, realClock);
  const log = sqliteAuditLog(database);
  for (let n = 0; n < entries; n += 1) await log.append(aDraft);
  database.close();
  return path;
}

/** Overwrites bytes of the file in place, as a failing disk or a stray program does. */
function damage(path: string, { from, to }: { readonly from: number; readonly to: number }): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(to - from, 0xa5), 0, to - from, from);
  closeSync(file);
}

function moveAway(file: string): Mend {
  renameSync(file, `${file}.away`);
  return () => renameSync(`${file}.away`, file);
}
