import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Processes } from '../../ports/processes.ts';

/**
 * Proves that a process has ended: each locks a small file of its own beside the database for as long as it lives, and
 * the operating system takes the lock from it however it ends. A process that is stopped or stalled keeps its lock.
 *
 * The locks are SQLite's own, so that they hold wherever the database itself can be shared: between containers, whose
 * process ids would say nothing. Where no lock can be had, nobody is ever known to have ended.
 */
export interface ProcessLocks extends Processes {
  /** Locks this process' file, unless that was done before. @returns Whether the others can see that it lives. */
  hold(): boolean;
  /** All other processes with a file that have ended. */
  dead(): readonly string[];
  /** Removes the file of one that has ended, once nothing is left of it. */
  forget(process: string): void;
  /** Lets go of the lock. @param isNeeded Whether something is left that others should know to be free. */
  release(isNeeded: boolean): void;
}

/** @param folder Where the files are; it is made when the first of them is. */
export function processLocks(folder: string): ProcessLocks {
  const me = randomUUID();
  const gone = new Set<string>();
  let lock: DatabaseSync | undefined;

  function isDead(process: string): boolean {
    if (process === me) return false;
    if (!gone.has(process) && isFree(join(folder, process), process)) gone.add(process);
    return gone.has(process);
  }

  return {
    me,
    isDead,
    hold() {
      lock ??= lockFile(folder, me);
      return lock !== undefined;
    },
    dead: () => filesIn(folder).filter(isDead),
    forget: (process) => remove(folder, process),
    release(isNeeded) {
      lock?.close();
      if (lock !== undefined && !isNeeded) removeWithFolder(folder, me);
      lock = undefined;
    },
  };
}

/** Whoever wrote the name into the database may have meant another file. */
const processName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function lockFile(folder: string, name: string): DatabaseSync | undefined {
  let sqlite: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Under its own name it must never be seen without its lock: whoever sees that takes its process for ended.
    const unlocked = join(folder, `${name}.new`);
    closeSync(openSync(unlocked, 'a', 0o600));
    sqlite = new DatabaseSync(unlocked, { timeout: 0 });
    // Nothing is ever written, so no journal has to stand beside it.
    sqlite.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    renameSync(unlocked, join(folder, name));
    return sqlite;
  } catch {
    // The leases of this process then end when their time is over, as they did before there were locks.
    sqlite?.close();
    return undefined;
  }
}

/** A file that is not there proves nothing: somebody may have removed it under a process that lives. */
function isFree(path: string, name: string): boolean {
  if (!processName.test(name) || !existsSync(path)) return false;

  let sqlite: DatabaseSync | undefined;
  try {
    // To read needs a lock that the holder's excludes, and two who look do not take each other for the holder.
    sqlite = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  } finally {
    sqlite?.close();
  }
}

/** `doctor` may be run by another user, whose folder the bot could not use. */
function removeWithFolder(folder: string, name: string): void {
  remove(folder, name);
  try {
    rmdirSync(folder);
  } catch {
    // Others have files in it.
  }
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function remove(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true });
  } catch {
    // It belongs to another user, who will remove it.
  }
}
