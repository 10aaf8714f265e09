import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processLocks } from '../../../src/store/sqlite/process-locks.ts';
import { scratchPath } from '../scratch-database.ts';

/** Two processes that share a folder, of which one holds its lock. */
function twoProcesses() {
  const folder = scratchPath();
  const [one, other] = [processLocks(folder), processLocks(folder)];
  one.acquire();
  // A lock that nothing refers to any more would be released with the garbage.
  onTestFinished(() => one.release(false));
  return { folder, one, other };
}

test('a process is alive while it has its lock, and has ended when the lock is free', () => {
  const { one, other } = twoProcesses();
  expect(other.isDead(one.me)).toBe(false);

  one.release(true);

  expect(other.isDead(one.me)).toBe(true);
  expect(other.dead()).toEqual([one.me]);
});

test('a process is not treated as dead because its lock file is missing', () => {
  const { folder, one, other } = twoProcesses();
  rmSync(join(folder, one.me));

  expect(other.isDead(one.me)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('a file that is not named for a process is ignored', () => {
  const { folder, other } = twoProcesses();
  writeFileSync(join(folder, 'notes'), '');

  expect(other.isDead('notes')).toBe(false);
  expect(other.dead()).toEqual([]);
});
