import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Where a demo keeps its configuration, the record and the log: beside the sources, outside version control, and
 * for itself, since two demos at once are two worlds.
 *
 * @param isFresh Whether what an earlier demo left there is thrown away.
 */
export async function demoFolder(port: string, isFresh: boolean): Promise<string> {
  const folder = fileURLToPath(new URL(`../../.demo/${port}`, import.meta.url));
  if (isFresh) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}
