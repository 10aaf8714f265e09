import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

/** Zipping the same files makes the same bytes. A zip has no earlier time. */
const mtime = '1980-01-01T12:00:00';
const unix = 3;
/** An ordinary file that everyone may read, as Lambda needs it. */
const attrs = 0o100644 << 16;

/** What the CDK has written, as its `CloudAssembly` says. */
export interface WrittenAssembly {
  readonly directory: string;
  readonly stacks: readonly { readonly templateFullPath: string }[];
}

/**
 * Writes the templates of an app, and beside them in `assets/` the code of its functions under the names that the templates expect
 * in the bucket. Earlier content of the folder is removed.
 *
 * @param assets Each file or folder of the assembly by the name of its zip.
 * @returns The names of the templates.
 */
export async function writeTemplates(
  { stacks, directory }: WrittenAssembly,
  assets: ReadonlyMap<string, string>,
  folder: string,
): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'assets'), { recursive: true });
  for (const [name, source] of assets) {
    await writeFile(join(folder, 'assets', name), await zipOf(join(directory, source)));
  }
  const templates = stacks.map(({ templateFullPath }) => templateFullPath);
  await Promise.all(templates.map((path) => copyFile(path, join(folder, basename(path)))));
  return templates.map((path) => basename(path));
}

async function zipOf(source: string): Promise<Uint8Array> {
  if (!(await stat(source)).isDirectory()) return readFile(source);
  const files: Zippable = {};
  for (const name of (await readdir(source)).toSorted()) {
    files[name] = [await readFile(join(source, name)), { mtime, os: unix, attrs }];
  }
  return zipSync(files, { level: 9 });
}
