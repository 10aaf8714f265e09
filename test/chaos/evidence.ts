import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Connection } from '../../emulators/ec2/control-protocol.ts';
import type { AuditEntry } from '../../src/core/audit-entry.ts';
import { openSqliteDatabase } from '../../src/store/sqlite-database.ts';
import type { Company } from '../journeys/support/company.ts';
import type { KeyedMessage } from '../journeys/support/keyed-messages.ts';
import { realClock } from '../store/real-clock.ts';

/** What three witnesses say that do not know of one another: the record, the workspace and AWS. */
export interface Evidence {
  readonly entries: readonly AuditEntry[];
  readonly messages: readonly KeyedMessage[];
  readonly terminations: readonly Call[];
  readonly connections: readonly Connection[];
}

/** Waits until the bot has nothing left to do but watch. @throws {Error} when it has after so long. */
export async function untilQuiet({ folder, bot }: Company, patienceMs: number): Promise<void> {
  const database = openSqliteDatabase(join(folder, 'bouncer.db'), realClock);
  const open = `SELECT count(*) AS open FROM task WHERE key NOT LIKE 'watch %'`;
  const deadline = performance.now() + patienceMs;
  try {
    while (Number(database.read((sqlite) => sqlite.prepare(open).get())?.open) > 0) {
      if (performance.now() > deadline) throw new Error(`The bot never came to rest:\n${bot().log()}`);
      await sleep(250);
    }
  } finally {
    database.close();
  }
}
