import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleLambda } from '../../infra/bundle-lambda.ts';

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
  expect(bytesOf(ingress)).toBeLessThan(400_000);
  expect(inputsOf(ingress)).toContain('src/slack/slack-signature.ts');
});

test.each([
  '@slack/bolt',
  '@slack/web-api',
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-dynamodb',
  'zod',
  'src/commands',
  'src/store',
  'src/config',
])('the ingress holds nothing of %s', (part) => {
  expect(inputsOf(ingress).filter((path) => `/${path}`.includes(`/${part}/`))).toEqual([]);
});

test('the worker stays small enough to be there within a second', () => {
  expect(bytesOf(worker)).toBeLessThan(1_400_000);
  expect(inputsOf(worker)).toContain('src/slack/listeners/vpn-command.ts');
});

test.each(['esbuild', 'aws-cdk-lib', 'vitest', 'emulators', 'test'])(
  'the worker holds nothing of %s',
  (part) => {
    expect(inputsOf(worker).filter((path) => `/${path}`.includes(`/${part}/`))).toEqual([]);
  },
);

test('the connect handler stays small enough to answer at once, also cold', () => {
  expect(bytesOf(connectHandler)).toBeLessThan(100_000);
  expect(inputsOf(connectHandler)).toContain('src/core/block.ts');
});

test.each(['@aws-sdk', '@smithy', '@slack', 'zod', 'src/slack', 'src/commands', 'src/aws', 'src/config'])(
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
    const bytes = Object.values(worker.outputs).flatMap(({ inputs }) => Object.entries(inputs));

    expect(
      bytes.filter(([path]) => path.includes(`node_modules/${part}/`) && !path.endsWith('/en.js')),
    ).toEqual([]);
  },
);
