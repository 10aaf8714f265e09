import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { scratchPath } from './scratch-database.ts';

/** A disk of this size holds a fresh database several times over, and is full in no time. */
const mountDisk = 'mount -t tmpfs -o size=1m none "$0" && exec "$@"';

/** Whether this machine lets a process have a disk of its own: Linux with namespaces for users. */
export const canHaveOwnDisk = runOnOwnDisk('/tmp', ['true']);

/** Starts a script of this folder as a process that alone sees a small disk, which is gone when the process ends. */
export function startOnOwnDisk(script: string): ChildProcess {
  const path = scratchPath();
  const command = [process.execPath, fileURLToPath(new URL(script, import.meta.url)), path];
  const child = spawn('unshare', argumentsFor(dirname(path), command), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

function runOnOwnDisk(folder: string, command: readonly string[]): boolean {
  return spawnSync('unshare', argumentsFor(folder, command)).status === 0;
}

function argumentsFor(folder: string, command: readonly string[]): string[] {
  return ['--map-root-user', '--mount', 'sh', '-c', mountDisk, folder, ...command];
}
