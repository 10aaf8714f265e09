import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(new URL('appending-process.ts', import.meta.url));

/** Starts processes that all append to one file at once, and waits for their end. */
export async function appendFromProcesses(
  path: string,
  { processes, entriesEach }: { processes: number; entriesEach: number },
): Promise<void> {
  const run = promisify(execFile);
  await Promise.all(
    Array.from({ length: processes }, () => run(process.execPath, [script, path, String(entriesEach)])),
  );
}
