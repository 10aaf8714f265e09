import type { DatabaseSync } from 'node:sqlite';
import type { MessagePlace, MessageStore } from '../../ports/message-store.ts';
import { isSamePlace } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

const storing = 'store the place of a message';

/** Stores the places of messages in a database file. A message that is intended but not posted has no `ts` yet. */
export function sqliteMessageStore(database: SqliteDatabase): MessageStore {
  return {
    get: async (key) => database.read('read the place of a message', (sqlite) => placeIn(sqlite, key)),
    reserve: (key, { channel, by, at }, over) =>
      database.write(storing, (sqlite) => {
        if (!isSamePlace(placeIn(sqlite, key), over)) return false;
        put(sqlite, [key, channel, null, by, at.getTime()]);
        return true;
      }),
    save: (key, { channel, ts }) =>
      database.write(storing, (sqlite) => put(sqlite, [key, channel, ts, '', 0])),
    delete: async (key) => {
      await database.write(storing, (sqlite) => sqlite.prepare('DELETE FROM message WHERE key = ?').run(key));
    },
  };
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
