import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from './support/eventually.ts';
import { personAtWork } from './support/person-at-work.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));

describe('the demo', () => {
  let folder: string;

  /** A copy, as a fresh clone would be: the demo keeps its data beside its sources. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bouncer-demo-'));
    for (const part of ['emulators', 'src', 'manifest.yml', 'package.json', 'tsconfig.json']) {
      await cp(join(checkout, part), join(folder, part), { recursive: true });
    }
    await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('prints its address when the bot answers, serves its page, and stops cleanly at Ctrl-C', async () => {
    const demo = startDemo(folder);
    const { address, data } = await demo.told();
    const page = await fetch(address);
    const list = await personAtWork(address, 'U0HELGA').in('helpdesk').asks('/vpn who');

    const exitCode = await demo.interrupt();

    expect(page.headers.get('content-type')).toContain('text/html');
    expect(list.text).toMatch(/^\d+ connections$/m);
    expect(exitCode).toBe(0);
    expect(demo.lines()).toHaveLength(1);
    expect(demo.complaints()).toBe('');
    expect(await readFile(join(data, 'bouncer.log'), 'utf8')).toContain('"msg":"stopped"');
  });

  it('ends the bot even if it is killed, so that the next demo is answered by its own bot alone', async () => {
    const demo = startDemo(folder);
    const { data } = await demo.told();
    const stops = async () =>
      (await readFile(join(data, 'bouncer.log'), 'utf8')).split('"msg":"stopped"').length;
    const before = await stops();

    await demo.kill();

    await eventually('the end of the bot', async () => (await stops()) > before || undefined);
  });

  it('uses another port if its own is taken', async () => {
    await takePort(4500);
    const demo = startDemo(folder);

    const { address } = await demo.told();
    const page = await fetch(address);
    const exitCode = await demo.interrupt();

    expect(new URL(address).port).not.toBe('4500');
    expect(page.status).toBe(200);
    expect(exitCode).toBe(0);
  });
});

function startDemo(folder: string) {
  const child = spawn(process.execPath, [join(folder, 'emulators', 'demo', 'main.ts')]);
  onTestFinished(() => void child.kill());
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  }
  const lines = () => said.stdout.split('\n').filter((line) => line !== '');

  return {
    lines,
    complaints: () => said.stderr,
    told: () =>
      eventually('the line with the address', () => {
        const [, address, data] =
          /(http:\S+) \(its audit log and process log are in (.+)\)/.exec(said.stdout) ?? [];
        return address === undefined || data === undefined ? undefined : { address, data };
      }),
    async interrupt(): Promise<number | null> {
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
      return child.exitCode;
    },
    async kill(): Promise<void> {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Somebody else may hold it already, which is as good. */
async function takePort(port: number): Promise<void> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => {
    server.once('error', () => resolve());
    server.listen(port, '127.0.0.1', resolve);
  });
}
