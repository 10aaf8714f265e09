import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Company } from './company.ts';

/** Takes the write lock of the bot's database, as a backup that hangs would. @returns Gives it back. */
export function lockStore({ folder }: Company): () => void {
  const sqlite = new DatabaseSync(join(folder, 'bouncer.db'), { timeout: 5_000 });
  sqlite.exec('BEGIN IMMEDIATE');
  return () => sqlite.close();
}
