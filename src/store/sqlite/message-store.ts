import type { DatabaseSync } from 'node:sqlite';
import type { MessagePlace, MessageStore, Posted, Reservation } from '../../ports/message-store.ts';
import { isSamePlace } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';

/** Stores the places of messages in a database file. A message that is intended but not posted has no `ts` yet. */
export class SqliteMessageStore implements MessageStore {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async get(key: string): Promise<MessagePlace | undefined> {
    try {
      return this.#database.read((sqlite) => placeIn(sqlite, key));
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'read the place of a message', thrown);
    }
  }

  reserve(key: string, { channel, by, at }: Reservation, over: MessagePlace | undefined): Promise<boolean> {
    return this.#write((sqlite) => {
      if (!isSamePlace(placeIn(sqlite, key), over)) return false;
      put(sqlite, [key, channel, null, by, at.getTime()]);
      return true;
    });
  }

  save(key: string, { channel, ts }: Omit<Posted, 'kind'>): Promise<void> {
    return this.#write((sqlite) => put(sqlite, [key, channel, ts, '', 0]));
  }

  async delete(key: string): Promise<void> {
    await this.#write((sqlite) => sqlite.prepare('DELETE FROM message WHERE key = ?').run(key));
  }

  async #write<T>(change: (sqlite: DatabaseSync) => T): Promise<T> {
    try {
      return await this.#database.write(change);
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'store the place of a message', thrown);
    }
  }
}

type Row = readonly [key: string, channel: string, ts: string | null, by: string, atMs: number];

function put(sqlite: DatabaseSync, row: Row): void {
  sqlite
    .prepare(
      'INSERT OR REPLACE INTO message (key, channel, ts, intended_by, intended_ms) VALUES (?, ?, ?, ?, ?)',
    )
    .run(...row);
}

function placeIn(sqlite: DatabaseSync, key: string): MessagePlace | undefined {
  const row = sqlite
    .prepare('SELECT channel, ts, intended_by, intended_ms FROM message WHERE key = ?')
    .get(key);
  if (row === undefined) return undefined;

  const channel = String(row.channel);
  return row.ts === null
    ? { kind: 'intended', channel, by: String(row.intended_by), at: new Date(Number(row.intended_ms)) }
    : { kind: 'posted', channel, ts: String(row.ts) };
}
