import { setTimeout } from 'node:timers/promises';
import { SqliteAuditLog } from '../../src/store/sqlite-audit-log.ts';
import { openSqliteDatabase } from '../../src/store/sqlite-database.ts';

const [path = '', entries = '0'] = process.argv.slice(2);
const clock = {
  now: () => new Date(),
  sleep: async (ms: number) => {
    await setTimeout(ms);
  },
};

const database = openSqliteDatabase(path, clock);
const log = new SqliteAuditLog(database);
for (let n = 0; n < Number(entries); n += 1) {
  await log.append({
    at: clock.now().toISOString(),
    kind: 'requested',
    correlation: `${process.pid}-${n}`,
    actor: { id: 'U0HELGA', name: 'helga', team: 'T0HOME' },
  });
}
database.close();
