import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { parseCommandLine, usage } from '../../../emulators/ec2/command-line.ts';
import { ec2ForTest } from './ec2-for-test.ts';

it('reads every flag', () => {
  const words =
    '--port 0 --endpoints 3 --connections 1000 --ended 4 --seed 7 --frozen --regular bob@example.com ' +
    '--regular anna@example.com --heavy bob@example.com --secret slack={"a":"b=c"} ' +
    '--termination-ms 5 --reconnect-ms 0 --sampling-ms 9';

  expect(parseCommandLine(words.split(' '))).toMatchObject({
    kind: 'start',
    options: {
      port: 0,
      endpoints: [{ name: 'prod-eu' }, { name: 'lab' }, { name: 'prod-us' }],
      connections: 1000,
      ended: 4,
      seed: 7,
      isAlive: false,
      regulars: ['bob@example.com', 'anna@example.com'],
      heavyUsers: ['bob@example.com'],
      secrets: { slack: '{"a":"b=c"}' },
      terminationMs: 5,
      samplingMs: 9,
    },
  });
});

it('starts a fleet with traffic on port 4599 by default', () => {
  expect(parseCommandLine([])).toMatchObject({
    kind: 'start',
    options: { port: 4599, isAlive: true, reconnectMs: 8000 },
  });
});

it.each([
  ['--port', 'http'],
  ['--port', '70000'],
  ['--connections', '126001'],
  ['--colour'],
  ['--port'],
  ['--secret', 'xoxb-1'],
  ['serve'],
])('calls %s %s wrong, with a sentence', (...words) => {
  const commandLine = parseCommandLine(words);

  expect(commandLine).toMatchObject({ kind: 'wrong', problem: expect.any(String) });
});

it('never repeats what may be a secret', () => {
  expect(JSON.stringify(parseCommandLine(['--secret', 'xoxb-1']))).not.toContain('xoxb');
});

it('lists every flag in its help', () => {
  const flags = ['port', 'endpoints', 'connections', 'ended', 'regular', 'heavy', 'secret', 'seed', 'frozen'];

  for (const flag of flags) expect(usage).toContain(`\n  --${flag} `);
  expect(parseCommandLine(['--help'])).toEqual({ kind: 'help' });
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'prints its address, answers, and stops on %s with exit code 0',
  async (signal) => {
    const emulator = runMain('--port', '0');
    const [line] = await once(createInterface(emulator.stdout), 'line');
    const [, url] = /^Emulated AWS at (http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? [];

    const response = await fetch(`${url}/_emulator/fleet`);
    emulator.kill(signal);
    const [code] = await once(emulator, 'exit');

    expect(response.status).toBe(200);
    expect(code).toBe(0);
  },
);

it('exits with 2 and a sentence on stderr when a flag is wrong', async () => {
  const emulator = runMain('--port', 'http');
  const [line] = await once(createInterface(emulator.stderr), 'line');
  const [code] = await once(emulator, 'exit');

  expect(line).toContain('--port');
  expect(code).toBe(2);
});

it('exits with 1 and a sentence when the port is taken', async () => {
  const { url } = await ec2ForTest();

  const second = runMain('--port', new URL(url).port);
  const [problem] = await once(createInterface(second.stderr), 'line');
  const [code] = await once(second, 'exit');

  expect(problem).toMatch(/^Could not start: .*EADDRINUSE/);
  expect(code).toBe(1);
});

function runMain(...words: readonly string[]) {
  return spawn(process.execPath, ['emulators/ec2/main.ts', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
}
