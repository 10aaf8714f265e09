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
import type { Processes } from '../../ports/connection-locks.ts';

/**
 * Proves that a process has ended. Each process locks a small file of its own beside the database while it runs, and
 * the operating system releases the lock however the process ends. A stopped or stalled process keeps its lock.
 *
 * The locks are SQLite's own, so they work wherever the database itself can be shared, including between containers,
 * where process ids mean nothing. Where locks are unavailable, no process is ever reported as ended.
 */
export interface ProcessLocks extends Processes {
  /**
   * Locks this process's file unless it is already locked. @returns Whether other processes can see that this one is
   * running.
   */
  acquire(): boolean;
  /** Lists all other processes that have a file and have ended. */
  dead(): readonly string[];
  /** Removes the file of a process that has ended, once none of its work is left. */
  forget(process: string): void;
  /** Releases the lock. @param isNeeded Whether work is left that other processes should know to be free. */
  release(isNeeded: boolean): void;
}

/** @param folder Holds the files; it is created with the first of them. */
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
    acquire() {
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

/** Validates a name from the database, which could otherwise refer to any other file. */
const processName = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function lockFile(folder: string, name: string): DatabaseSync | undefined {
  let sqlite: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // The file must never appear under its final name unlocked: other processes would conclude that this one has ended.
    const unlocked = join(folder, `${name}.new`);
    closeSync(openSync(unlocked, 'a', 0o600));
    sqlite = new DatabaseSync(unlocked, { timeout: 0 });
    // Nothing is ever written, so no journal file is needed.
    sqlite.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    renameSync(unlocked, join(folder, name));
    return sqlite;
  } catch {
    // Without the lock, this process's leases simply expire, as they did before locks existed.
    sqlite?.close();
    return undefined;
  }
}

/** A missing file proves nothing: someone may have removed it while its process was running. */
function isFree(path: string, name: string): boolean {
  if (!processName.test(name) || !existsSync(path)) return false;

  let sqlite: DatabaseSync | undefined;
  try {
    // Reading needs a lock that the owner's lock excludes. Two readers do not exclude each other.
    sqlite = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    sqlite.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  } finally {
    sqlite?.close();
  }
}

/**
 * Removes the folder as well when it is empty: another user may have run `doctor`, and Bouncer could not use their
 * folder.
 */
function removeWithFolder(folder: string, name: string): void {
  remove(folder, name);
  try {
    rmdirSync(folder);
  } catch {
    // The folder holds files of other processes.
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
    // The file belongs to another user, who will remove it.
  }
}
