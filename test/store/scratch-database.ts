import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/ports/clock.ts';
import { openSqliteDatabase, type SqliteDatabase } from '../../src/store/sqlite/database.ts';
import { realClock } from './real-clock.ts';

/** The path of a database that does not exist yet, in a folder that goes with the test. */
export function scratchPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bouncer-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'bouncer.db');
}

export function openScratch(path: string = scratchPath(), clock: Clock = realClock): SqliteDatabase {
  const database = openSqliteDatabase(path, clock);
  onTestFinished(() => database.close());
  return database;
}
