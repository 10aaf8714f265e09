import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A copy of the app's manifest with one thing changed. */
export interface ManifestFile {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export async function manifestWith(found: string, replacement: string): Promise<ManifestFile> {
  const manifest = await readFile(new URL('../../../manifest.yml', import.meta.url), 'utf8');
  if (!manifest.includes(found)) throw new Error(`The manifest does not hold "${found}".`);
  const folder = await mkdtemp(join(tmpdir(), 'slack-manifest-'));
  const path = join(folder, 'manifest.yml');
  await writeFile(path, manifest.replace(found, replacement));
  return { path, remove: () => rm(folder, { recursive: true }) };
}
