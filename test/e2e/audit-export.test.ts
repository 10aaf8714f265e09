import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('the audit log can be exported and verified, whether Bouncer runs or not', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    for (const reason of ['because I can', 'because I want', 'because']) {
      await answerAnywhere(workspace.as('lena'), 'leads', `/vpn kick bob@example.com ${reason}`);
    }
  });
  afterAll(() => workspace?.close());

  it.each([
    ['jsonl', 3],
    // A line for the names of the columns.
    ['csv', 4],
  ])('export as %s writes %i lines to stdout, and nothing else', async (format, lines) => {
    const { exitCode, stdout, stderr } = await workspace.run('audit', 'export', '--format', format);

    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines);
    expect(stderr).toBe('');
  });

  it('each entry carries the hash of the one before', async () => {
    const entries = await workspace.entries();

    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries.slice(1).map(({ prev }) => prev)).toEqual(entries.slice(0, -1).map(({ hash }) => hash));
  });

  it('a changed entry is named, with exit code 1', async () => {
    await workspace.bot().stop();
    const whole = await workspace.run('audit', 'verify');
    change(join(workspace.folder, 'bouncer.db'));

    const broken = await workspace.run('audit', 'verify');

    expect(whole.exitCode).toBe(0);
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toContain('entry 2');
  });
});

/** As somebody would who has the file, and knows how to get past its triggers. */
function change(path: string): void {
  const database = new DatabaseSync(path);
  database.exec('DROP TRIGGER entry_is_never_changed');
  database.exec(`UPDATE entry SET json = replace(json, 'U0LENA', 'U0HELGA') WHERE seq = 2`);
  database.close();
}
