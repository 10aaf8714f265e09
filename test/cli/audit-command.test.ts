import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { csvHeader } from '../../src/cli/csv-entry.ts';
import { SqliteAuditLog } from '../../src/store/sqlite-audit-log.ts';
import { openSqliteDatabase } from '../../src/store/sqlite-database.ts';
import { anEntryDraft } from '../builders/an-entry-draft.ts';
import { realClock } from '../store/real-clock.ts';
import { anInstallation, type Installation, runBouncer } from './bouncer-process.ts';

async function aRecord(entries: number): Promise<Installation> {
  const installation = anInstallation();
  const database = openSqliteDatabase(installation.recordPath, realClock);
  const log = new SqliteAuditLog(database);
  for (let entry = 0; entry < entries; entry += 1)
    await log.append(anEntryDraft({ reason: `reason ${entry}` }));
  database.close();
  return installation;
}

/** Changes the record as somebody with a shell would; what keeps others from it is lifted first. */
function tamper({ recordPath }: Installation, change: string): void {
  const sqlite = new DatabaseSync(recordPath);
  const triggers = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER "${name}"`);
  sqlite.exec(change);
  sqlite.close();
}

test('a whole record is said to be whole, on stderr alone', async () => {
  const { exitCode, stdout, stderr } = await runBouncer(['audit', 'verify'], await aRecord(5));

  expect([exitCode, stdout]).toEqual([0, '']);
  expect(stderr).toContain('5 entries');
});

test.each([
  ['changed', "UPDATE entry SET json = replace(json, 'reason 2', 'reason X') WHERE seq = 3"],
  ['missing', 'DELETE FROM entry WHERE seq = 3'],
  ['unreadable', "UPDATE entry SET json = 'nothing' WHERE seq = 3"],
])('an entry that is %s is named, with exit code 1', async (_title, change) => {
  const installation = await aRecord(5);
  tamper(installation, change);

  const { exitCode, stdout, stderr } = await runBouncer(['audit', 'verify'], installation);

  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('entry 3');
});

test('a record that is not there is not a whole one, and verifying makes none', async () => {
  const installation = anInstallation();

  const { exitCode, stderr } = await runBouncer(['audit', 'verify'], installation);

  expect(exitCode).toBe(1);
  expect(stderr).toContain(installation.recordPath);
  expect((await runBouncer(['audit', 'export'], installation)).exitCode).toBe(1);
});

test('the export is every entry as it is stored, one a line, and nothing else', async () => {
  const installation = await aRecord(300);

  const { exitCode, stdout, stderr } = await runBouncer(['audit', 'export'], installation);

  const lines = stdout.trimEnd().split('\n');
  expect([exitCode, stderr, lines.length]).toEqual([0, '', 300]);
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual(
    Array.from({ length: 300 }, (_, index) => index + 1),
  );
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({
    reason: 'reason 2',
    prev: JSON.parse(lines[1] ?? '').hash,
  });
});

test('the export as CSV has a header and a line for each entry', async () => {
  const { exitCode, stdout } = await runBouncer(['audit', 'export', '--format', 'csv'], await aRecord(3));

  const [header, ...lines] = stdout.trimEnd().split('\n');
  expect([exitCode, header, lines.length]).toEqual([0, csvHeader, 3]);
});

test('a record that was tampered with is exported as it stands, for whoever looks into it', async () => {
  const installation = await aRecord(3);
  tamper(installation, "UPDATE entry SET json = 'nothing' WHERE seq = 2");

  const { exitCode, stdout } = await runBouncer(['audit', 'export'], installation);

  expect(exitCode).toBe(0);
  expect(stdout.split('\n')[1]).toBe('nothing');
});
