import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { awsVariables } from '../../emulators/demo/bot-process.ts';
import { writeDemoConfig } from '../../emulators/demo/demo-config.ts';
import { demoEndpoints } from '../../emulators/demo/demo-endpoints.ts';
import { startEc2 } from '../../emulators/ec2/start-ec2.ts';
import { startSlack } from '../../emulators/slack/start-slack.ts';
import { readRootFile } from '../architecture/source-tree.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { personAtWork } from '../e2e/support/person-at-work.ts';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const dockerfile = readRootFile('Dockerfile');
/** About what gcr.io/distroless/cc-debian12 has on x64, with room to grow. */
const baseBytes = 40e6;

describe('the package', () => {
  let folder: string;
  let empty: string;
  let tarball: string;

  /**
   * Packs a copy of what the image is built from: `npm pack` replaces package.json for a moment, and other tests run beside
   * this one.
   */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bouncer-package-'));
    const copy = join(folder, 'checkout');
    empty = join(folder, 'empty');
    await mkdir(empty);
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    );
    for (const path of copied) await cp(join(checkout, path), join(copy, path), { recursive: true });
    await symlink(join(checkout, 'node_modules'), join(copy, 'node_modules'));
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', empty], { cwd: copy });
    tarball = `./${stdout.trim()}`;

    const [packed, own] = await Promise.all(
      [copy, checkout].map((place) => readFile(join(place, 'package.json'), 'utf8')),
    );
    expect(packed).toBe(own);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** What `npx` runs in an empty folder, with a cache of its own and without a registry. */
  const npx = (...args: readonly string[]) => ({
    args: ['--offline', '--yes', tarball, ...args],
    options: {
      cwd: empty,
      env: {
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
        HOME: empty,
        npm_config_cache: join(folder, 'cache'),
      },
    },
  });
  const ask = async (...args: readonly string[]) => {
    const { args: all, options } = npx(...args);
    return (await run('npx', all, options)).stdout;
  };

  it('installs nothing but itself, and says what it contains of others', async () => {
    const { version } = JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8'));

    expect(await ask('--version')).toBe(`${version}\n`);

    const [installed = ''] = await readdir(join(folder, 'cache', '_npx'));
    const packages = join(folder, 'cache', '_npx', installed, 'node_modules');
    const notices = await readFile(join(packages, 'vpn-bouncer', 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    expect((await readdir(packages)).filter((name) => !name.startsWith('.'))).toEqual(['vpn-bouncer']);
    for (const name of [
      '@slack/bolt',
      'echarts',
      '@resvg/resvg-wasm',
      '@fontsource/inter',
      'dynalite',
      'preact',
    ])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  it('explains itself as the command it is, and prints the manifest', async () => {
    const usage = await ask('--help');
    const manifest = parse(await ask('manifest', '--command', '/access'));

    expect(usage).toContain('vpn-bouncer demo');
    expect(usage).not.toContain('src/main.ts');
    expect(manifest.features.slash_commands[0].command).toBe('/access');
  });

  it('runs the demo with its page', async () => {
    const { args, options } = npx('demo');
    // In a process group of its own: Ctrl-C in a terminal reaches npx and the demo alike.
    const demo = spawn('npx', args, { ...options, detached: true });
    const closed = once(demo, 'close');
    onTestFinished(async () => {
      if (demo.pid !== undefined && demo.exitCode === null) process.kill(-demo.pid, 'SIGINT');
      await closed;
    });
    let said = '';
    for (const stream of [demo.stdout, demo.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });

    const address = await eventually(
      'the address of the demo',
      () => /Bouncer is at (http:\S+)/.exec(said)?.[1],
    );
    const page = await fetch(`${address}/page.js`);
    const list = await personAtWork(address, 'U0HELGA').in('helpdesk').asks('/vpn who');

    expect(page.headers.get('content-type')).toContain('text/javascript');
    expect(list.text).toMatch(/^\d+ connections$/m);
    expect(await readdir(empty)).not.toContain('bouncer.db');
  });

  it('serves from the image’s files alone, writes only the store, answers its health check, and has less than 200 MB', async () => {
    const image = await imageRoot();
    const store = join(image.root, 'var', 'lib', 'bouncer');
    const ec2 = await startEc2({ endpoints: demoEndpoints });
    const slack = await startSlack();
    const env = {
      BOUNCER_CONFIG: image.seen(
        await writeDemoConfig(store, demoEndpoints, {
          store: { sqlite: join(image.seen(store), 'bouncer.db') },
        }),
      ),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      PORT: String(await freePort()),
      ...awsVariables(ec2),
    };
    const before = await readdir(join(image.root, 'opt'), { recursive: true });

    const bot = image.start([...instruction('ENTRYPOINT'), ...instruction('CMD')], env);
    const exited = once(bot, 'exit');
    onTestFinished(async () => {
      bot.kill();
      await exited;
      await Promise.all([slack.stop(), ec2.stop()]);
    });
    const isHealthy = async () => {
      const [code] = await once(image.start(instruction('HEALTHCHECK .*CMD'), env), 'exit');
      return code === 0 || undefined;
    };

    await eventually('a healthy process', isHealthy);
    await eventually('its socket to Slack', () => slack.control.connections() > 0 || undefined);
    bot.kill('SIGTERM');
    const [exitCode] = await exited;

    expect(exitCode).toBe(0);
    expect(await readdir(join(image.root, 'opt'), { recursive: true })).toEqual(before);
    expect(await readdir(store)).toContain('bouncer.db');
    expect((image.bytes + baseBytes) / 1e6).toBeLessThan(200);
  });

  /**
   * Puts together what the Dockerfile copies, and of its base image the C and C++ libraries that Node loads. Root enters it
   * as user 1000; anyone else runs the same files where they are.
   */
  async function imageRoot() {
    const root = join(folder, 'image');
    const node = join(root, 'usr', 'local', 'bin', 'node');
    const at = join(root, 'opt', 'bouncer');
    const store = join(root, 'var', 'lib', 'bouncer');
    for (const path of [dirname(node), at, store]) await mkdir(path, { recursive: true });
    await run('tar', ['-xzf', join(empty, tarball), '-C', at, '--strip-components=1', '--no-same-owner']);
    await cp(process.execPath, node);
    const bytes = (await stat(node)).size + (await sizeOf(at));
    const { stdout } = await run('ldd', [node]);
    for (const [library = ''] of stdout.matchAll(/\/\S+(?= \(0x)/g))
      await cp(await realpath(library), join(root, library));
    // `mkdtemp` lets nobody else in.
    await Promise.all([chmod(folder, 0o755), chmod(store, 0o777)]);

    const isRoot = process.getuid?.() === 0;
    const enter = isRoot ? ['chroot', '--userspec=1000:1000', root] : [];
    return {
      root,
      bytes,
      seen: (path: string) => (isRoot ? path.slice(root.length) : path),
      start([program = '', ...args]: readonly string[], env: Readonly<Record<string, string>>) {
        const place = (word: string) => (isRoot || !word.startsWith('/opt/') ? word : join(root, word));
        const [command = '', ...rest] = [
          ...enter,
          isRoot ? `/usr/local/bin/${program}` : node,
          ...args.map(place),
        ];
        return spawn(command, rest, { env: { ...env, PATH: process.env.PATH }, cwd: store, stdio: 'ignore' });
      },
    };
  }

  it('says which Node it needs to one that is older', async () => {
    const [installed = ''] = await readdir(join(folder, 'cache', '_npx'));
    const place = join(folder, 'cache', '_npx', installed, 'node_modules', 'vpn-bouncer');
    const manifest = JSON.parse(await readFile(join(place, 'package.json'), 'utf8'));
    await writeFile(join(place, 'package.json'), JSON.stringify({ ...manifest, engines: { node: '>=99' } }));

    const refused = run(process.execPath, [join(place, 'dist', 'vpn-bouncer.mjs'), '--help']);

    await expect(refused).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs Node 99'),
    });
  });
});

/** An instruction of the Dockerfile that starts a program. */
function instruction(name: string): readonly string[] {
  const [, words = '[]'] = new RegExp(`^${name} (\\[.*\\])$`, 'm').exec(dockerfile) ?? [];
  return JSON.parse(words);
}

async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
