import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { addressLine, parseCommandLine } from '../../../emulators/slack/command-line.ts';
import { startSlack } from '../../../emulators/slack/start-slack.ts';

const main = fileURLToPath(new URL('../../../emulators/slack/main.ts', import.meta.url));
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test('one line says where the workspace is and what an app needs to join it', async () => {
  const child = start(['--port', '0']);
  const [chunk] = await once(child.stdout, 'data');
  const [, url = '', apiUrl = '', botToken = ''] =
    /^Slack at (\S+) {2}SLACK_API_URL=(\S+) SLACK_BOT_TOKEN=(\S+) SLACK_APP_TOKEN=xapp-\S+\n$/.exec(
      String(chunk),
    ) ?? [];

  const answer = await fetch(`${apiUrl}auth.test`, { headers: { authorization: `Bearer ${botToken}` } });

  expect(apiUrl).toBe(`${url}/api/`);
  expect(await answer.json()).toMatchObject({ ok: true });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('for HTTP the line holds the signing secret instead of the app token', async () => {
  const { line } = await listening('--port', '0', '--http', 'http://127.0.0.1:9/slack/events');

  expect(line).toMatch(/ SLACK_SIGNING_SECRET=\S+$/);
  expect(line).not.toContain('xapp-');
});

test('--grid puts the workspace into an organization', async () => {
  const { line } = await listening('--port', '0', '--grid', '--seed', '3');
  const [, apiUrl = '', botToken = ''] = /SLACK_API_URL=(\S+) SLACK_BOT_TOKEN=(\S+)/.exec(line) ?? [];

  const answer = await fetch(`${apiUrl}auth.test`, { headers: { authorization: `Bearer ${botToken}` } });

  expect(await answer.json()).toMatchObject({ team_id: 'T0ACME', enterprise_id: 'E0ACME' });
});

test('--help explains every option', async () => {
  const { code, out } = await run('--help');

  expect(code).toBe(0);
  for (const option of ['--port', '--host', '--manifest', '--http', '--vpn-url', '--grid', '--seed'])
    expect(out).toContain(option);
});

test.each([
  ['an option that does not exist', ['--prot', '1'], '--prot'],
  ['a port that is no number', ['--port', 'many'], '--port takes'],
  ['an address that is none', ['--http', 'nowhere'], '--http takes'],
  ['a seed that is no number', ['--seed', 'one'], '--seed takes'],
])('%s is answered with a sentence', (_what, args, words) => {
  expect(parseCommandLine(args)).toEqual({ wrong: expect.stringContaining(words) });
});

test('a wrong option ends with a sentence and exit code 2', async () => {
  const { code, out, errors } = await run('--prot', '1');

  expect(code).toBe(2);
  expect(out).toBe('');
  expect(errors).toContain('Try --help.');
  expect(errors).not.toMatch(/\n\s+at /);
});

test('a manifest that is not there ends with a sentence and exit code 1', async () => {
  const { code, errors } = await run('--port', '0', '--manifest', 'nowhere.yml');

  expect(code).toBe(1);
  expect(errors).toContain('nowhere.yml');
  expect(errors).not.toMatch(/\n\s+at /);
});

/** Starts what the arguments ask for, in this process, which costs a small part of a process of its own. */
async function listening(...args: readonly string[]): Promise<{ readonly line: string }> {
  const options = parseCommandLine(args);
  if (options === 'help' || 'wrong' in options) throw new Error('these arguments start nothing');
  const slack = await startSlack(options);
  onTestFinished(() => slack.stop());
  return { line: addressLine(slack, options) };
}

async function run(...args: string[]): Promise<{ code: unknown; out: string; errors: string }> {
  const child = start(args);
  const [out, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, out, errors };
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}
