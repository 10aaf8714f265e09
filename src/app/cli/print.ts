import { once } from 'node:events';

/** Writes a line to stdout. It waits for a slow reader, so that long output does not pile up in memory. */
export async function print(line: string): Promise<void> {
  endQuietly();
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** Writes a line to stderr. @returns The exit code of the command that ends with it. */
export function say(exitCode: number, line: string): number {
  process.stderr.write(`${line}\n`);
  return exitCode;
}

/** Resolves when stdout has been flushed. Without it, output that is not yet read is lost when the process exits. */
export function printed(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}

let isEndingQuietly = false;

/** Ends the process when its reader has read enough, as in `audit export | head`: nothing went wrong. */
function endQuietly(): void {
  if (isEndingQuietly) return;
  isEndingQuietly = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
