import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { asPrograms } from '../../packaging/bundle-program.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Bundles scripts of this folder into another one, for tests that start many: a bundle starts in less than half the time. */
export async function bundleProcesses(scripts: readonly string[], folder: string): Promise<void> {
  await build({ ...asPrograms, absWorkingDir: here, entryPoints: [...scripts], outdir: folder });
}

/**
 * Starts a script as a process of its own.
 *
 * @param bundles Where `bundleProcesses` put it; without, its source in this folder is started.
 */
export function startProcess(script: string, args: readonly string[], bundles?: string): ChildProcess {
  const path = bundles === undefined ? join(here, script) : join(bundles, script.replace(/\.ts$/, '.mjs'));
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** The lines that a process writes, until it ends. */
export async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  if (child.stdout !== null) yield* createInterface({ input: child.stdout });
}
