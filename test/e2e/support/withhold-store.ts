import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Company } from './company.ts';

/**
 * Takes the write lock of the bot's database, as a backup that hangs would, or loses what is written to its table.
 *
 * @returns Gives it back.
 */
export function withholdStore({ folder, dynamo }: Company): () => void {
  if (dynamo !== undefined) {
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem'])
      dynamo.befall(action, 'unheard', { times: Number.POSITIVE_INFINITY });
    return dynamo.mend;
  }
  const sqlite = new DatabaseSync(join(folder, 'bouncer.db'), { timeout: 5_000 });
  sqlite.exec('BEGIN IMMEDIATE');
  return () => sqlite.close();
}
