import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Starts a script of this folder as a process of its own. */
export function startProcess(script: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
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
