import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleChartThread } from '../../infra/bundle-chart-thread.ts';
import { bundleLambda } from '../../infra/bundle-lambda.ts';
import { aUsageSeries } from '../builders/a-usage-series.ts';

let folder: string;
let ingress: Metafile;
let worker: Metafile;
let connectHandler: Metafile;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bouncer-bundles-'));
  ingress = await bundleLambda('ingress', join(folder, 'ingress'));
  worker = await bundleLambda('worker', join(folder, 'worker'));
  connectHandler = await bundleLambda('connect-handler', join(folder, 'connect-handler'));
});
afterAll(() => rm(folder, { recursive: true }));

const inputsOf = ({ inputs }: Metafile) => Object.keys(inputs);
const bytesOf = ({ outputs }: Metafile) => Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0);

test('the ingress stays small enough for a cold start within Slack’s three seconds', () => {
  expect(bytesOf(ingress)).toBeLessThan(415_000);
  expect(inputsOf(ingress)).toContain('src/slack/slack-signature.ts');
});

test.each([
  '@slack/bolt',
  '@slack/web-api',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-dynamodb',
  'zod',
  'src/features',
  'src/store',
  'src/config',
])('the ingress holds nothing of %s', (part) => {
  // The ingress opens the launcher itself.
  const others = inputsOf(ingress).filter((path) => !path.startsWith('src/features/launcher/'));
  expect(others.filter((path) => `/${path}`.includes(`/${part}/`))).toEqual([]);
});

test('the worker stays small enough to be there within a second', () => {
  expect(bytesOf(worker)).toBeLessThan(1_700_000);
  expect(inputsOf(worker)).toContain('src/app/vpn-command.ts');
});

test('the worker holds nothing that draws charts, but has it in files beside its own', async () => {
  expect(inputsOf(worker).filter((path) => /node_modules\/(echarts|zrender|@resvg)\//.test(path))).toEqual(
    [],
  );
  expect(inputsOf(worker)).toContain('src/features/charts/render-charts.ts');
  expect((await readdir(join(folder, 'worker'))).toSorted()).toEqual([
    'chart-thread.mjs',
    'index.mjs',
    'index_bg.wasm',
    'inter-latin-400-normal.woff2',
    'inter-latin-600-normal.woff2',
  ]);
});

test('a bundle draws charts without any package around it', async () => {
  const bundle = join(folder, 'charts');
  const entry = 'src/features/charts/render-charts.ts';
  await build({
    entryPoints: [entry],
    outfile: join(bundle, 'index.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
  });
  const thread = await bundleChartThread(bundle);
  const { renderCharts } = await import(pathToFileURL(join(bundle, 'index.mjs')).href);

  const [picture] = await renderCharts([aUsageSeries()], 'Europe/Berlin');

  expect(Buffer.from(picture.png).subarray(1, 4).toString()).toBe('PNG');
  expect(bytesOf(thread)).toBeLessThan(1_200_000);
});

test.each(['esbuild', 'aws-cdk-lib', 'vitest', 'emulators', 'test'])(
  'the worker holds nothing of %s',
  (part) => {
    expect(inputsOf(worker).filter((path) => `/${path}`.includes(`/${part}/`))).toEqual([]);
  },
);

test('the connect handler stays small enough to answer at once, also cold', () => {
  expect(bytesOf(connectHandler)).toBeLessThan(100_000);
  expect(inputsOf(connectHandler)).toContain('src/domain/block.ts');
});

test.each(['@aws-sdk', '@smithy', '@slack', 'zod', 'src/slack', 'src/features', 'src/aws', 'src/config'])(
  'the connect handler holds nothing of %s',
  (part) => {
    expect(holding(connectHandler).filter((path) => `/${path}`.includes(`/${part}/`))).toEqual([]);
  },
);

/** What of the inputs has come into the bundle: the rest was found to be unused. */
function holding({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

test.each(['@slack/socket-mode', '@slack/oauth', 'express', 'iconv-lite', 'undici', 'zod/v4/locales'])(
  'the worker holds nothing of %s, which it never reaches',
  (part) => {
    const held = holding(worker).filter((path) => path.includes(`node_modules/${part}/`));

    // Messages of zod are in English; of the other languages, nothing but the name of their index is left.
    expect(held.filter((path) => !/\/locales\/(en|index)\.js$/.test(path))).toEqual([]);
  },
);

test('whoever runs the function may read every bundled file, whatever the umask of the deploying shell', async () => {
  const configPath = join(folder, 'bouncer.yml');
  await writeFile(configPath, 'endpoints: []', { mode: 0o600 });
  const script = `
    process.umask(0o077);
    const { bundleAll } = await import(${JSON.stringify(pathToFileURL('infra/bundles.ts').href)});
    process.stdout.write(JSON.stringify(await bundleAll(${JSON.stringify(configPath)})));
  `;
  const args = ['--input-type=module', '--eval', script];
  const env = { ...process.env, TMPDIR: folder };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });

  const paths = await Promise.all(
    Object.values<string>(JSON.parse(stdout)).map(async (bundle) => [
      bundle,
      ...(await readdir(bundle)).map((name) => join(bundle, name)),
    ]),
  );
  const modes = await Promise.all(
    paths.flat().map(async (path) => {
      const stats = await stat(path);
      return [basename(path), stats.isDirectory() ? 'folder' : 'file', (stats.mode & 0o777).toString(8)];
    }),
  );
  expect(new Set(modes.map(([, kind, mode]) => `${kind} ${mode}`))).toEqual(
    new Set(['folder 755', 'file 644']),
  );
  expect(modes.map(([name]) => name)).toContain('bouncer.yml');
});
