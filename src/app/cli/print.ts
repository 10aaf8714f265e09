import { once } from 'node:events';

/** Writes a line to stdout, and waits for a slow reader, so that a long output does not pile up in memory. */
export async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** The process ends right after this, and what a slow reader has not taken by then would be cut off. */
export function printed(): Promise<void> {
  return new Promise((resolve) => process.stdout.write('', () => resolve()));
}
