import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { entryFields } from '../../src/app/logger.ts';
import { aChain, anEntryDraft } from '../builders/an-entry-draft.ts';

const script = fileURLToPath(new URL('logging-process.ts', import.meta.url));
const secrets = [
  'xoxb-1234567890-abcdefABCDEF',
  'xoxp-1-2-3',
  'xapp-1-A0BOUNCER-123-abcdef',
  'https://hooks.slack.com/commands/T0HOME/123/abcDEF',
  'https://hooks.slack.com/actions/T0HOME/123/abcDEF',
  'http://127.0.0.1:4000/commands/T0HOME/1/0001',
  'wss://wss-primary.slack.com/link/?ticket=abc&app_id=def',
];
const harmless = 'https://aws.amazon.com/vpn "quoted"';

/** What one process writes that logs each of these texts, in four lines each. */
let written: { readonly stdout: string; readonly stderr: string };

beforeAll(async () => {
  written = await promisify(execFile)(process.execPath, [script, ...secrets, harmless]);
});

function linesOf(text: string): readonly string[] {
  const start = [...secrets, harmless].indexOf(text) * 4;
  return written.stderr.split('\n').slice(start, start + 4);
}

test('logs everything that it is given, in one line each', () => {
  expect(written.stderr.trimEnd().split('\n')).toHaveLength((secrets.length + 1) * 4);
});

test.each(secrets)('never logs %s', (secret) => {
  const lines = linesOf(secret);

  expect(lines.map((line): unknown => JSON.parse(line))).toHaveLength(4);
  expect(written.stderr).not.toContain(secret);
  for (const line of lines) expect(line).toContain('[hidden]');
});

test('logs everything else unchanged, as one JSON object per line, and nothing to stdout', () => {
  const lines = linesOf(harmless).map((line): unknown => JSON.parse(line));

  expect(written.stdout).toBe('');
  expect(lines[0]).toMatchObject({ level: 'info', url: harmless });
  expect(lines[2]).toMatchObject({
    level: 'error',
    err: { message: expect.stringContaining('aws.amazon.com') },
  });
  expect(lines[3]).toMatchObject({ msg: `from a library ${harmless}` });
});

const told = (index: number, code: string) => ({
  id: `cvpn-connection-0${index}`,
  previous: { code: 'active' },
  current: { code },
});

test('logs an outcome with the counts of the messages, without names', () => {
  const codes = [...Array.from({ length: 40 }, () => 'terminated'), 'already-gone'];
  const connections = codes.map((code, index) => told(index, code));
  const [entry] = aChain([anEntryDraft({ kind: 'confirmed', connections })]);

  expect(entry && entryFields(entry)).toEqual({
    kind: 'confirmed',
    seq: 1,
    correlation: 'corr-0001',
    connections: { total: 41, terminated: 40, alreadyEnded: 1 },
  });
});

test('logs a request without counts, since it has no outcome yet', () => {
  const [entry] = aChain([anEntryDraft({ kind: 'requested' })]);

  expect(entry && entryFields(entry)).toEqual({ kind: 'requested', seq: 1, correlation: 'corr-0001' });
});
