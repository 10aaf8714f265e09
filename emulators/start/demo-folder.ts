import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Where the demo keeps its configuration, the record and the log: beside the sources, outside version control. */
export async function demoFolder(): Promise<string> {
  const folder = fileURLToPath(new URL('../../.demo', import.meta.url));
  await mkdir(folder, { recursive: true });
  return folder;
}
