import { spawn } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { verifyLog } from '../../../src/app/cli/audit.ts';
import { openStore } from '../../../src/app/open-store.ts';
import { canonicalJson } from '../../../src/domain/audit-chain.ts';
import { csvHeader } from '../../../src/features/audit/csv.ts';
import { sqliteAuditLog } from '../../../src/store/sqlite/audit-log.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite/database.ts';
import { anEntryDraft, resealed } from '../../builders/an-entry-draft.ts';
import { botEntryPoint } from '../../bundles/bundles.ts';
import { realClock } from '../../store/real-clock.ts';
import { anInstallation, type Installation, runBouncer } from './bouncer-process.ts';

async function aRecord(entries: number): Promise<Installation> {
  const installation = anInstallation();
  const database = openSqliteDatabase(installation.recordPath, realClock);
  const log = sqliteAuditLog(database);
  for (let entry = 0; entry < entries; entry += 1)
    await log.append(anEntryDraft({ reason: `reason ${entry}` }));
  database.close();
  return installation;
}

/** What `audit verify` finds, in this process: each start of Bouncer costs more than all that it checks here. */
async function verdictOn(
  { recordPath }: Installation,
  { expected = [], isEmptyAllowed = false }: { expected?: readonly string[]; isEmptyAllowed?: boolean } = {},
) {
  const store = { kind: 'sqlite', path: recordPath } as const;
  return verifyLog(() => openStore(store, realClock), { expected, isEmptyAllowed });
}

/** Changes the record as somebody with a shell would; what keeps others from it is lifted first. */
function tamper({ recordPath }: Installation, change: string): void {
  const sqlite = new DatabaseSync(recordPath);
  const triggers = sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all();
  for (const { name } of triggers) sqlite.exec(`DROP TRIGGER "${name}"`);
  sqlite.exec(change);
  sqlite.close();
}

/** Rewrites one entry, number and link as they were. */
function rewrite(installation: Installation, seq: number, forge: (entry: object) => string): void {
  using sqlite = new DatabaseSync(installation.recordPath);
  const text = String(sqlite.prepare('SELECT json FROM entry WHERE seq = ?').get(seq)?.json);
  tamper(
    installation,
    `UPDATE entry SET json = '${forge(JSON.parse(text)).replaceAll("'", "''")}' WHERE seq = ${seq}`,
  );
}

test('a reason for accepting the audit log needs as many visible characters as any other reason', async () => {
  const unseen = '\u200B'.repeat(9);

  const { exitCode, stderr } = await runBouncer(
    ['audit', 'accept-head', '--reason', `ok${unseen}!`],
    anInstallation(),
    botEntryPoint(),
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:1/' },
  );

  expect(exitCode).toBe(1);
  expect(stderr).toContain('at least 5 characters');
});

test('reports an intact audit log, on stderr alone', async () => {
  const { exitCode, stdout, stderr } = await runBouncer(['audit', 'verify'], await aRecord(5));

  expect([exitCode, stdout]).toEqual([0, '']);
  expect(stderr).toContain('5 entries');
});

const changed = "UPDATE entry SET json = replace(json, 'reason 2', 'reason X') WHERE seq = 3";

test('reports a broken audit log on stderr alone, with exit code 1', async () => {
  const installation = await aRecord(5);
  tamper(installation, changed);

  const { exitCode, stdout, stderr } = await runBouncer(['audit', 'verify'], installation);

  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('entry 3');
});

test.each([
  ['changed', changed],
  ['missing', 'DELETE FROM entry WHERE seq = 3'],
  ['unreadable', "UPDATE entry SET json = 'nothing' WHERE seq = 3"],
])('names an entry that is %s', async (_title, change) => {
  const installation = await aRecord(5);
  tamper(installation, change);

  const { isCorrect, text } = await verdictOn(installation);

  expect(isCorrect).toBe(false);
  expect(text).toContain('entry 3');
});

test.each([
  ['an unknown field', 'note', (entry: object) => canonicalJson(resealed({ ...entry, note: 'ground' }))],
  ['a repeated key', 'twice', (entry: object) => canonicalJson(entry).replace('{', '{"reason":"no",')],
  ['bytes that Bouncer does not write', 'canonical', (entry: object) => `${canonicalJson(entry)} `],
  [
    'a kind that no version writes',
    'kind',
    (entry: object) => canonicalJson(resealed({ ...entry, kind: 'x' })),
  ],
])('names a last entry with %s and the reason, although its hash fits', async (_title, reason, forge) => {
  const installation = await aRecord(5);
  rewrite(installation, 5, forge);

  const { isCorrect, text } = await verdictOn(installation);

  expect(isCorrect).toBe(false);
  expect(text).toContain('entry 5');
  expect(text).toContain(reason);
});

test('escapes what an entry contains before it reaches the terminal', async () => {
  const installation = await aRecord(1);
  rewrite(installation, 1, (entry) => canonicalJson(resealed({ ...entry, ['\u001B[2Jx'.repeat(50)]: 1 })));

  const { exitCode, stderr } = await runBouncer(['audit', 'verify'], installation);

  expect(exitCode).toBe(1);
  expect(stderr).not.toContain('\u001B');
  expect(stderr.length).toBeLessThan(300);
});

test('finds entries that moved to other numbers in the store, although their chain is intact', async () => {
  const installation = await aRecord(5);
  tamper(installation, 'UPDATE entry SET seq = 9 WHERE seq = 5');

  const { isCorrect, text } = await verdictOn(installation);

  expect(isCorrect).toBe(false);
  expect(text).toContain('entry 5');
});

test('rejects an empty audit log, unless a new installation may have none yet', async () => {
  const installation = await aRecord(0);

  const verified = await verdictOn(installation);
  const allowed = await runBouncer(['audit', 'verify', '--allow-empty'], installation);

  expect([verified.isCorrect, allowed.exitCode]).toEqual([false, 0]);
  expect(verified.text).toContain('--allow-empty');
});

describe('audit verify --expect', () => {
  const hashIn = ({ recordPath }: Installation, seq: number): string => {
    using sqlite = new DatabaseSync(recordPath);
    const stored = sqlite.prepare('SELECT json FROM entry WHERE seq = ?').get(seq);
    return JSON.parse(String(stored?.json)).hash;
  };

  test('succeeds if the entry has the expected hash, as a whole or as 32 digits of it', async () => {
    const installation = await aRecord(3);
    const [second, third] = [hashIn(installation, 2), hashIn(installation, 3)];
    const asShown = `2:${second.slice(0, 32).replaceAll(/(.{8})/g, '$1 ')}`;

    for (const expected of [
      [`3:${third}`],
      [`2:${second.slice(0, 32)}`, `3:${third.toUpperCase()}`],
      [asShown],
    ]) {
      const { isCorrect, text } = await verdictOn(installation, { expected });
      expect([isCorrect, text], expected.join()).toEqual([true, expect.stringContaining('3 entries')]);
    }
  });

  test('may be given several times', async () => {
    const installation = await aRecord(3);
    const second = `2:${hashIn(installation, 2)}`;
    const other = `3:${'0'.repeat(64)}`;

    const { exitCode, stdout, stderr } = await runBouncer(
      ['audit', 'verify', '--expect', second, '--expect', other],
      installation,
    );

    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('entry 3 has another hash');
  });

  test('fails when the entry is missing, and names the last one that is there', async () => {
    const installation = await aRecord(3);
    const third = hashIn(installation, 3);
    tamper(installation, 'DELETE FROM entry WHERE seq = 3');

    const { isCorrect, text } = await verdictOn(installation, { expected: [`3:${third}`] });

    expect(isCorrect).toBe(false);
    expect(text).toMatch(/entry 3 is missing.* ends with entry 2/);
  });

  test('fails when another entry is in its place, although the chain is intact', async () => {
    const installation = await aRecord(3);
    const third = hashIn(installation, 3);
    rewrite(installation, 3, (entry) => canonicalJson(resealed({ ...entry, reason: 'forged' })));

    const { isCorrect, text } = await verdictOn(installation, { expected: [`3:${third}`] });

    expect(isCorrect).toBe(false);
    expect(text).toContain('entry 3 has another hash');
  });

  test('fails on an empty audit log, allowed or not', async () => {
    const installation = await aRecord(0);
    const expected = [`1:${'0'.repeat(64)}`];

    for (const isEmptyAllowed of [true, false])
      expect(await verdictOn(installation, { expected, isEmptyAllowed })).toMatchObject({ isCorrect: false });
  });

  test.each([
    '3',
    '3:',
    `3:${'a'.repeat(31)}`,
    `3:${'a'.repeat(65)}`,
    `3:${'g'.repeat(32)}`,
    `0:${'a'.repeat(32)}`,
    `x:${'a'.repeat(32)}`,
    `1e2:${'a'.repeat(32)}`,
  ])('rejects %s, and says how it is written', async (expected) => {
    const { isCorrect, text } = await verdictOn(await aRecord(3), { expected: [expected] });

    expect(isCorrect).toBe(false);
    expect(text).toContain('SEQ:HASH');
    expect(text).not.toContain('whole: 3');
  });
});

test('does not accept a missing audit log, and creates none', async () => {
  const installation = anInstallation();

  const { exitCode, stderr } = await runBouncer(['audit', 'verify'], installation);

  expect(exitCode).toBe(1);
  expect(stderr).toContain(installation.recordPath);
  expect((await runBouncer(['audit', 'export'], installation)).exitCode).toBe(1);
});

test('exports every entry as it is stored, one per line, and nothing else', async () => {
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

test.each(['jsonl', 'csv'])(
  'ends quietly with exit code 0 when its reader has read enough: %s',
  async (format) => {
    const installation = await aRecord(400);
    const child = spawn(process.execPath, [botEntryPoint(), 'audit', 'export', '--format', format], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { BOUNCER_CONFIG: installation.configPath },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const stderr = text(child.stderr);

    child.stdout.once('data', () => child.stdout.destroy());

    expect([await ended, await stderr]).toEqual([0, '']);
  },
);

test('exports CSV with a header and a line for each entry', async () => {
  const { exitCode, stdout } = await runBouncer(['audit', 'export', '--format', 'csv'], await aRecord(3));

  const [header, ...lines] = stdout.trimEnd().split('\n');
  expect([exitCode, header, lines.length]).toEqual([0, csvHeader, 3]);
});

test('exports an audit log that was tampered with unchanged, as evidence', async () => {
  const installation = await aRecord(3);
  tamper(installation, "UPDATE entry SET json = 'nothing' WHERE seq = 2");

  const { exitCode, stdout } = await runBouncer(['audit', 'export'], installation);

  expect(exitCode).toBe(0);
  expect(stdout.split('\n')[1]).toBe('nothing');
});
