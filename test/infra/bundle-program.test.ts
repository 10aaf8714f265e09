import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { botIn, functionBundles } from '../bundles/bundles.ts';

/** The bot's bundle, by file. */
let bundle: ReadonlyMap<string, string>;

beforeAll(async () => {
  const folder = dirname(botIn(await functionBundles()));
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith('.mjs') && name !== 'chart-thread.mjs',
  );
  bundle = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
});

test('the bot stays small enough to start within a second', () => {
  expect(bytesOf(withImports('main.mjs', ...namesOf('serve-')))).toBeLessThan(3_950_000);
});

test('`--help` loads no library', () => {
  expect(bytesOf(withImports('main.mjs'))).toBeLessThan(30_000);
});

test.each(['@slack/bolt', '@slack/socket-mode', '@slack/web-api', 'undici', 'zod', 'yaml'])(
  'the bot holds %s, and its files say where',
  (part) => {
    expect(filesWith(part)).not.toEqual([]);
  },
);

test.each([
  '@slack/oauth',
  'jsonwebtoken',
  'express',
  'raw-body',
  'iconv-lite',
  'mime-db',
  '@opentelemetry/api',
  'undici/lib/mock',
  'undici/lib/cache',
  'undici/lib/interceptor',
  'zod/v4/classic/from-json-schema.js',
])('the bot holds nothing of %s, which it never reaches', (part) => {
  expect(filesWith(part)).toEqual([]);
});

test('the bot knows no language of zod but English', () => {
  const languages = [...bundle.values()].flatMap((text) =>
    [...text.matchAll(/node_modules\/zod\/v4\/locales\/(.+)\.js$/gm)].map(([, language]) => language),
  );

  expect(languages).toEqual(['en']);
});

test.each(['init', 'doctor', 'manifest', 'audit', 'history'])(
  '`%s` loads neither Bolt nor WebSockets',
  (command) => {
    const names = withImports(...namesOf(`${command}-`));

    expect(names.length).toBeGreaterThan(0);
    for (const part of ['@slack/bolt', 'undici'])
      expect(names.filter((name) => filesWith(part).includes(name))).toEqual([]);
  },
);

test('the client of DynamoDB is only loaded where there is a table', () => {
  const holding = filesWith('@aws-sdk/client-dynamodb');
  const commands = ['serve', 'doctor', 'audit', 'history'].map((command) => namesOf(`${command}-`));

  expect(holding).not.toEqual([]);
  expect(withImports(...commands.flat()).filter((name) => holding.includes(name))).toEqual([]);
});

/** The files that hold modules of a package or a folder of it: esbuild writes the path of each module beside it. */
function filesWith(part: string): readonly string[] {
  return [...bundle].flatMap(([name, text]) =>
    new RegExp(`node_modules/${part}(/.*)?["\\n]`).test(text) ? [name] : [],
  );
}

function namesOf(prefix: string): readonly string[] {
  return [...bundle.keys()].filter((name) => name.startsWith(prefix));
}

/** The files, and all that Node reads before it runs them. */
function withImports(...start: readonly string[]): readonly string[] {
  const names = new Set(start);
  for (const name of names)
    for (const [, imported = ''] of (bundle.get(name) ?? '').matchAll(/^(?:import|.*\bfrom) "\.\/(.+)";$/gm))
      names.add(imported);
  return [...names];
}

function bytesOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + Buffer.byteLength(bundle.get(name) ?? ''), 0);
}
