import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotEnvironment, startBot } from './support/bot-process.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { jobKeysOf } from './support/job-keys-of.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

/**
 * The SQLite store of commit 0ae2a06, whose process was killed after Helga had asked it to terminate Dan's connection,
 * before the outcome was recorded. Its clock was two years behind, so that everything in it is long over.
 */
const store = new URL('./support/store-of-an-earlier-version.sql', import.meta.url);

describe('a store that an earlier version wrote until it was killed', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ start: startWithStore });
  });
  afterAll(() => workspace?.close());

  it('gives each request its outcome, and leaves no job', async () => {
    await eventually('the end of all jobs', async () =>
      (await jobKeysOf(workspace)).length === 0 ? true : undefined,
    );

    const entries = (await workspace.entries()).slice(15);
    expect(entries.map(({ kind, target }) => `${kind} ${target}`).toSorted()).toEqual([
      'approval-lapsed svc-backup',
      'confirmed dan@example.com',
      'finished dan@example.com',
    ]);
    expect(workspace.terminations()).toEqual([]);
    expect((await workspace.run('audit', 'verify')).exitCode).toBe(0);
  });

  it('shows the outcomes where they were requested', async () => {
    const helpdesk = workspace.as('helga').in('helpdesk');

    await helpdesk.sees('the end of the request', ({ text }) => text.startsWith('Expired: '));
    await helpdesk.sees('the end of the kick', ({ text }) =>
      text.startsWith('1 connection terminated: dan@example.com'),
    );
  });

  it('is read in /vpn audit, with details in today’s words', async () => {
    const audit = textOf(await workspace.as('omar').in('secops').asks('/vpn audit'));

    for (const text of [
      'blocked *guest-1.example.com* · until unblocked, on every endpoint',
      '6 attempts, the latest at',
      'terminated 3 of 3 connections of *everyone on prod-us*',
      'requested approval to terminate 1 connection of *svc-backup*',
    ])
      expect(audit).toContain(text);
  });
});

async function startWithStore(environment: BotEnvironment) {
  const folder = dirname(environment.BOUNCER_CONFIG ?? '');
  const database = new DatabaseSync(join(folder, 'bouncer.db'));
  database.exec(await readFile(store, 'utf8'));
  database.close();
  return startBot(environment);
}
