import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ask, type Figure, type Row } from './figure.ts';
import { tableOf } from './table.ts';

const rows: readonly Row[] = [
  { question: 'package, packed', unit: 'kB', bound: 3_000, judgedBy: 'worst' },
  { question: 'package, unpacked', unit: 'kB', bound: 11_000, judgedBy: 'worst' },
  { question: '`vpn-bouncer --help` / Node doing nothing, CPU', unit: '×', bound: 2, judgedBy: 'median' },
  {
    question: '`vpn-bouncer serve` until it says that there is no configuration / Node doing nothing, CPU',
    unit: '×',
    bound: 8,
    judgedBy: 'median',
  },
];
const rounds = 10;
const run = promisify(execFile);
const checkout = fileURLToPath(new URL('..', import.meta.url));

/** How large is the package, and what does it cost to start it? */
export function measurePackage(): Promise<readonly Figure[]> {
  return ask(rows, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bouncer-package-'));
    try {
      const { filename, size, unpackedSize } = await pack(folder);
      await run('tar', ['-xzf', join(folder, filename), '-C', folder]);
      const starts = await measureStarts(join(folder, 'package', 'dist', 'vpn-bouncer.mjs'));
      return [{ measured: [size / 1_000] }, { measured: [unpackedSize / 1_000] }, ...starts];
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

async function pack(folder: string): Promise<Packed> {
  const args = ['pack', '--json', '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: checkout });
  const [packed]: readonly [Packed] = JSON.parse(stdout);
  return packed;
}

/** What `npm pack --json` says of a package. */
interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
}

/** Measures fresh processes alternately. The first round, in which the compiled code is stored, does not count. */
async function measureStarts(command: string) {
  const [help, serve]: [number[], number[]] = [[], []];
  await cpuMs([command, 'serve']);
  for (let round = 0; round < rounds; round += 1) {
    const nothing = await cpuMs(['--eval', '']);
    help.push((await cpuMs([command, '--help'])) / nothing);
    serve.push((await cpuMs([command, 'serve'])) / nothing);
  }
  return [{ measured: help }, { measured: serve }];
}

/** Runs Node with these arguments and without an environment. @returns The CPU time of the whole process. */
async function cpuMs(args: readonly string[]): Promise<number> {
  const all = ['--import', `data:text/javascript,${encodeURIComponent(tellAtExit)}`, ...args];
  const { stderr } = await run(process.execPath, all, { env: {} }).catch(
    (error: { stderr: string }) => error,
  );
  return Number(/CPU (\d+)$/.exec(stderr)?.[1]) / 1_000;
}

const tellAtExit = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('CPU ' + (user + system));
});`;

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measurePackage())}\n`);
  process.exit(0);
}
