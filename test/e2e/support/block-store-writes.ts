import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestWorkspace } from './test-workspace.ts';

/**
 * Takes the write lock of the bot's database, as a backup that hangs would, or loses what is written to its table.
 *
 * @returns Gives it back.
 */
export function blockStoreWrites({ folder, dynamo }: TestWorkspace): () => void {
  if (dynamo !== undefined) {
    for (const action of ['PutItem', 'UpdateItem', 'DeleteItem'])
      dynamo.fail(action, 'dropped', { times: Number.POSITIVE_INFINITY });
    return dynamo.endFaults;
  }
  const sqlite = new DatabaseSync(join(folder, 'bouncer.db'), { timeout: 5_000 });
  sqlite.exec('BEGIN IMMEDIATE');
  return () => sqlite.close();
}
