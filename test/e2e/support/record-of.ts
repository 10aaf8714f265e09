import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { runBot } from './bot-process.ts';
import type { Company } from './company.ts';

/** Every entry of the record: read past the bot where it is in a file, as the bot exports it where it is in a table. */
export async function recordOf(
  company: Pick<Company, 'folder' | 'environment' | 'dynamo'>,
): Promise<readonly AuditEntry[]> {
  const texts =
    company.dynamo === undefined ? textsInFile(company.folder) : await exported(company.environment);
  return texts.map((text): AuditEntry => JSON.parse(text));
}

function textsInFile(folder: string): readonly string[] {
  const sqlite = new DatabaseSync(join(folder, 'bouncer.db'), { timeout: 5_000 });
  try {
    const rows = sqlite.prepare('SELECT json FROM entry ORDER BY seq').all();
    return rows.map(({ json }) => String(json));
  } finally {
    sqlite.close();
  }
}

async function exported(environment: Company['environment']): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runBot(environment, 'audit', 'export');
  if (exitCode !== 0) throw new Error(`The record could not be exported:\n${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}
