import { appendFileSync, rmSync } from 'node:fs';
import { checkChain } from '../../src/domain/audit-chain.ts';
import { sqliteAuditLog } from '../../src/store/sqlite/audit-log.ts';
import { openSqliteDatabase } from '../../src/store/sqlite/database.ts';
import { rowsOf, storesIn, writeInEveryStore } from './every-store.ts';
import { realClock } from './real-clock.ts';

/** Fills its disk to the last byte, writes in every store, makes room, and writes again; tells each as JSON. */
const [path = ''] = process.argv.slice(2);
const database = openSqliteDatabase(path, realClock);
const ballast = `${path}.ballast`;

fillDisk();
tell({ full: await writeInEveryStore(storesIn(database)), rows: rowsOf(database) });

rmSync(ballast);
tell({ mended: await writeInEveryStore(storesIn(database)), rows: rowsOf(database) });
tell({ chain: (await checkChain(sqliteAuditLog(database).stored())).whole });

function fillDisk(): void {
  try {
    for (;;) appendFileSync(ballast, Buffer.alloc(512));
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
  }
}

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
