import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';

describe('the record can be taken out and checked, whether the bot runs or not', { timeout: 120_000 }, () => {
  let company: Company;

  beforeAll(async () => {
    company = await openCompany();
    for (const reason of ['because I can', 'because I want', 'because']) {
      await company.as('lena').in('leads').asks(`/vpn kick bob@example.com ${reason}`);
    }
  });
  afterAll(() => company.close());

  it.each([
    ['jsonl', 3],
    // A line for the names of the columns.
    ['csv', 4],
  ])('export as %s writes %i lines to stdout, and nothing else', async (format, lines) => {
    const { exitCode, stdout, stderr } = await company.run('audit', 'export', '--format', format);

    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines);
    expect(stderr).toBe('');
  });

  it('each entry carries the hash of the one before', async () => {
    const entries = await company.entries();

    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(entries.slice(1).map(({ prev }) => prev)).toEqual(entries.slice(0, -1).map(({ hash }) => hash));
  });

  it('a changed entry is found and named: exit code 1', async () => {
    await company.bot().stop();
    const whole = await company.run('audit', 'verify');
    change(join(company.folder, 'bouncer.db'));

    const broken = await company.run('audit', 'verify');

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
