import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { failureFrom } from '../../src/domain/failure.ts';
import { openSqliteDatabase } from '../../src/store/sqlite/database.ts';
import { storesIn, writeInEveryStore } from './every-store.ts';
import { realClock } from './real-clock.ts';

/** Makes its disk read-only between two starts, and writable again before the third; tells what each start gave. */
const [path = ''] = process.argv.slice(2);

await start();
remount('ro');
await start();
remount('rw');
await start();

async function start(): Promise<void> {
  try {
    const database = openSqliteDatabase(path, realClock);
    tell({ opened: await writeInEveryStore(storesIn(database)) });
    database.close();
  } catch (thrown) {
    tell({ refused: failureFrom(thrown).code });
  }
}

function remount(manner: 'ro' | 'rw'): void {
  execFileSync('mount', ['-o', `remount,${manner}`, dirname(path)]);
}

function tell(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}
