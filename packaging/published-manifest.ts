import { existsSync } from 'node:fs';
import { copyFile, rename, writeFile } from 'node:fs/promises';

/** The checkout's `package.json`, while `npm pack` reads the other one. */
const kept = 'package.json.original';

/**
 * What the package says of itself. Nothing is left that concerns the checkout: the bundles contain what they need of other
 * packages, so that installing Bouncer installs nothing else.
 */
const publishedFields = [
  'name',
  'version',
  'description',
  'keywords',
  'homepage',
  'bugs',
  'license',
  'author',
  'repository',
  'type',
  'bin',
  'exports',
  'files',
  'engines',
  'publishConfig',
];

/** Makes the package's `package.json` from the checkout's. */
export function publishedManifest(text: string): string {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(text);
  const published = publishedFields.flatMap((name) => (name in manifest ? [[name, manifest[name]]] : []));
  return `${JSON.stringify(Object.fromEntries(published), undefined, 2)}\n`;
}

/** Puts a manifest in the place of `package.json`. Whoever reads it meanwhile sees one of the two as a whole. */
export async function replaceManifest(text: string): Promise<void> {
  await copyFile('package.json', kept);
  await writeFile(`${kept}.tmp`, text);
  await rename(`${kept}.tmp`, 'package.json');
}

/** Puts the checkout's `package.json` back, also where an earlier `npm pack` was interrupted before it did. */
export async function restoreManifest(): Promise<void> {
  if (existsSync(kept)) await rename(kept, 'package.json');
}
