import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from '../../../src/app/open-store.ts';
import { checkChain } from '../../../src/domain/audit-chain.ts';
import { anEntryDraft } from '../../builders/an-entry-draft.ts';
import { anUpdate } from '../../contract/connection-history-contract.ts';
import { realClock } from '../../store/real-clock.ts';
import { anInstallation, type Installation, runBouncer } from './bouncer-process.ts';

/** An installation with three connections of Bob, one of Sue, and an audit entry about Bob. */
async function withHistory(): Promise<Installation> {
  const installation = anInstallation();
  const store = await openStore({ kind: 'sqlite', path: installation.recordPath }, realClock);
  await store.log.append(anEntryDraft({ target: 'bob.miller' }));
  await store.history.record([
    anUpdate(1, { username: 'bob.miller', publicIp: '203.0.113.51' }),
    anUpdate(2, { username: 'BOB.Miller' }),
    anUpdate(3, { username: undefined, commonName: 'bob-laptop.example.com' }),
    anUpdate(4, { username: 'sue' }),
  ]);
  store.close();
  return installation;
}

test('removes a person from the history in every spelling, and leaves no trace of the name in its file', async () => {
  const installation = await withHistory();

  const ended = await runBouncer(['history', 'forget', 'Bob.Miller', 'bob-laptop.example.com'], installation);

  expect([ended.exitCode, ended.stdout]).toEqual([0, '']);
  expect(ended.stderr).toContain('Removed 3 connections of "Bob.Miller" or "bob-laptop.example.com"');
  const files = ['-history', '-history-wal'].map((end) => `${installation.recordPath}${end}`);
  const stored = files.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'latin1'));
  expect(stored.join('')).toContain('sue');
  for (const trace of [/bob.miller/i, 'bob-laptop', '203.0.113.51'])
    expect(stored.join('')).not.toMatch(trace);
});

test('never changes the audit log', async () => {
  const installation = await withHistory();

  await runBouncer(['history', 'forget', 'bob.miller'], installation);

  const store = await openStore({ kind: 'sqlite', path: installation.recordPath }, realClock);
  expect(await Array.fromAsync(store.log.stored())).toEqual([expect.stringContaining('bob.miller')]);
  expect(await checkChain(store.log.stored())).toMatchObject({ whole: true, head: { seq: 1 } });
  store.close();
});

test('says that there is nothing to remove, and creates no file', async () => {
  const installation = anInstallation();

  const none = await runBouncer(['history', 'forget', 'bob'], installation);

  expect([none.exitCode, none.stderr]).toEqual([0, 'There is no connection history yet.\n']);
  expect(existsSync(`${installation.recordPath}-history`)).toBe(false);
  const unknown = await runBouncer(['history', 'forget', 'nobody'], await withHistory());
  expect([unknown.exitCode, unknown.stderr]).toEqual([0, 'The history has no connections of "nobody".\n']);
});
