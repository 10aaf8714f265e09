import type { MessageMemory, MessagePlace } from '../ports/message-memory.ts';
import { failureFromSqlite } from './failure-from-sqlite.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Places of messages in a database file; a message that is intended has no `ts` yet. */
export class SqliteMessageMemory implements MessageMemory {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async recall(key: string): Promise<MessagePlace | undefined> {
    try {
      return this.#database.read((sqlite) => {
        const row = sqlite.prepare('SELECT channel, ts FROM message WHERE key = ?').get(key);
        return row === undefined ? undefined : placeFromRow(row);
      });
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'recall a message', thrown);
    }
  }

  intend(key: string, channel: string): Promise<void> {
    return this.#put(key, channel, null);
  }

  remember(key: string, { channel, ts }: { readonly channel: string; readonly ts: string }): Promise<void> {
    return this.#put(key, channel, ts);
  }

  async #put(key: string, channel: string, ts: string | null): Promise<void> {
    try {
      await this.#database.write((sqlite) =>
        sqlite
          .prepare('INSERT OR REPLACE INTO message (key, channel, ts) VALUES (?, ?, ?)')
          .run(key, channel, ts),
      );
    } catch (thrown) {
      throw failureFromSqlite('store_unavailable', 'remember a message', thrown);
    }
  }
}

function placeFromRow({ channel, ts }: Readonly<Record<string, unknown>>): MessagePlace {
  return ts === null
    ? { kind: 'intended', channel: String(channel) }
    : { kind: 'posted', channel: String(channel), ts: String(ts) };
}
