import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * Where a demo keeps its configuration, the record and the log: beside the sources, outside version control, and
 * for itself, since two demos at once are two worlds.
 */
export async function demoFolder(port: string): Promise<string> {
  const folder = fileURLToPath(new URL(`../../.demo/${port}`, import.meta.url));
  await mkdir(folder, { recursive: true });
  return folder;
}
