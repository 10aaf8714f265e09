import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { runBot } from './bot-process.ts';
import type { TestWorkspace } from './test-workspace.ts';

/** Every entry of the record: read past the bot where it is in a file, as the bot exports it where it is in a table. */
export async function recordOf(
  workspace: Pick<TestWorkspace, 'folder' | 'environment' | 'dynamo'>,
): Promise<readonly AuditEntry[]> {
  const texts =
    workspace.dynamo === undefined ? textsInFile(workspace.folder) : await exported(workspace.environment);
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

async function exported(environment: TestWorkspace['environment']): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await runBot(environment, 'audit', 'export');
  if (exitCode !== 0) throw new Error(`The record could not be exported:\n${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}
