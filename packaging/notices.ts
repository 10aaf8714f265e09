import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { chartAssets } from '../infra/bundle-chart-thread.ts';

/** All of them allow to pass the code on in a bundle, as long as it comes with the texts that are collected here. */
const acceptedLicenses = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BlueOak-1.0.0',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'MPL-2.0',
  'OFL-1.1',
];
const licenseFile = /^(licen[cs]e|notice|copying)/i;
const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Lists the packages whose code or files the bundles contain, each with its version, its license and the license's text.
 *
 * @throws {Error} If a license is not one of the accepted ones.
 */
export async function noticesOf(contents: readonly Metafile[]): Promise<string> {
  const folders = contents.flatMap(({ inputs }) =>
    Object.keys(inputs).flatMap((path) => packageFolder(path) ?? []),
  );
  const assets = chartAssets().flatMap((path) => packageFolder(path) ?? []);
  const notices = await Promise.all([...new Set([...folders, ...assets])].map(noticeOf));
  const sorted = [...new Set(notices)].sort();
  return `Bouncer’s package contains parts of these ${sorted.length} packages.\n\n${sorted.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Returns the folder of the package that a file belongs to; undefined for Bouncer's own files. */
function packageFolder(path: string): string | undefined {
  const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [];
  return folder;
}

async function noticeOf(folder: string): Promise<string> {
  const at = resolve(root, folder);
  const about: PackageFacts = JSON.parse(await readFile(join(at, 'package.json'), 'utf8'));
  const license = textOf(about.license, 'type');
  if (license === undefined || !acceptedLicenses.includes(license)) {
    throw new Error(`${about.name} ${about.version} has the license ${license}: may the package contain it?`);
  }
  const texts = await licenseTexts(at);
  const lines = [
    `${about.name} ${about.version} (${license})`,
    textOf(about.repository, 'url'),
    textOf(about.author, 'name'),
    texts.length === 0 ? `https://spdx.org/licenses/${license}.html` : undefined,
  ];
  return `${[lines.filter(Boolean).join('\n'), ...texts.map((text) => text.trim())].join('\n\n')}\n`;
}

/** Reads the files at the top that are named for licenses, and those in folders that are. */
async function licenseTexts(folder: string): Promise<readonly string[]> {
  const found = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => licenseFile.test(name));
  const files = await Promise.all(
    found.map(async (entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? (await readdir(path)).map((name) => join(path, name)) : [path];
    }),
  );
  return Promise.all(
    files
      .flat()
      .sort()
      .map((path) => readFile(path, 'utf8')),
  );
}

/** The part of a package.json that says whose it is. Older ones have objects where there is a text today. */
interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly repository?: unknown;
  readonly author?: unknown;
}

function textOf(fact: unknown, field: string): string | undefined {
  if (typeof fact === 'string') return fact;
  const found = typeof fact === 'object' && fact !== null ? Reflect.get(fact, field) : undefined;
  return typeof found === 'string' ? found : undefined;
}
