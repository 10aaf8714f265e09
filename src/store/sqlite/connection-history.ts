import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { activeUntil, type ConnectionRecord } from '../../domain/connection-record.ts';
import { canonicalIp } from '../../domain/ipv6.ts';
import { foldName } from '../../domain/vpn-name.ts';
import type { ConnectionHistory, HistoryQuery } from '../../ports/connection-history.ts';
import { firstObservations } from '../stored-connection.ts';
import type { HistoryFile } from './history-file.ts';
import { endpointRows, recordIn, selectRecord, writeUpdates } from './history-rows.ts';

/**
 * Rows per transaction and per read. SQLite runs on the event loop, so these bound how long anything else waits: about
 * five milliseconds of an idle processor.
 */
const rowsAtOnce = { written: 50, removed: 100, read: 200 };

/** Stores the connection history in a database file of its own. */
export function sqliteConnectionHistory(file: Pick<HistoryFile, 'read' | 'write'>): ConnectionHistory {
  const writing = 'write the connection history';
  const reading = 'read the connection history';

  async function inParts<T>(all: readonly T[], write: (part: readonly T[]) => Promise<void>): Promise<void> {
    for (let from = 0; from < all.length; from += rowsAtOnce.written) {
      if (from > 0) await setImmediate();
      await write(all.slice(from, from + rowsAtOnce.written));
    }
  }

  /** Repeats a removal of a limited number of rows until nothing is left. @returns How many rows were removed. */
  async function removeInParts(remove: (sqlite: DatabaseSync) => number): Promise<number> {
    for (let removed = 0; ; await setImmediate()) {
      const more = await file.write(writing, remove);
      removed += more;
      if (more < rowsAtOnce.removed) return removed;
    }
  }

  return {
    record: (updates) =>
      inParts(updates, (part) => file.write(writing, (sqlite) => writeUpdates(sqlite, part))),

    recordObservation: ({ endpointId, since, at, active }) =>
      file.write(writing, (sqlite) => {
        sqlite
          .prepare(
            'INSERT OR REPLACE INTO observation (endpoint, at_ms, since_ms, active) VALUES (?, ?, ?, ?)',
          )
          .run(endpointRows(sqlite)(endpointId), at.getTime(), since.getTime(), active);
      }),

    find: async ({ by, endpoints, since, until, limit }) => {
      const cursors = file.read(reading, (sqlite) => cursorsOf(sqlite, by, since, until));
      const found = new Map<number, ConnectionRecord>();
      // One row more than asked for says whether there are more. Each cursor may hold all of the latest.
      for (const cursor of cursors) {
        let size = Math.min(limit + 1, rowsAtOnce.read);
        for (let matched = 0; ; await setImmediate()) {
          const page = file.read(reading, (sqlite) => cursor.next(sqlite, size));
          // In SQL, one read could go through any number of rows on other endpoints.
          const asked = page.found.filter(({ record }) => endpoints?.includes(record.endpointId) ?? true);
          for (const { row, record } of asked) found.set(row, record);
          matched += asked.length;
          if (page.isLast || matched > limit) break;
          // Some rows ended before the period.
          size = rowsAtOnce.read;
        }
      }
      const records = [...found.values()].toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
      return { records: records.slice(0, limit), isCut: records.length > limit };
    },

    ofConnections: async (connections) => {
      const records: ConnectionRecord[] = [];
      await inParts(connections, async (part) => {
        const found = file.read(reading, (sqlite) => {
          const statement = sqlite.prepare(
            `${selectRecord} WHERE c.connection = ? AND e.endpoint = ? ORDER BY c.started_ms`,
          );
          return part.flatMap(({ endpointId, id }) => statement.all(id, endpointId).flatMap(recordIn));
        });
        records.push(...found);
      });
      return records;
    },

    open: async (endpoint) => {
      const records: ConnectionRecord[] = [];
      for (let after = 0; ; await setImmediate()) {
        const rows = file.read(reading, (sqlite) =>
          sqlite
            .prepare(
              `${selectRecord} WHERE c.endpoint = (SELECT id FROM endpoint WHERE endpoint = ?)
                 AND c.ended_ms IS NULL AND c.row > ? ORDER BY c.row LIMIT ${rowsAtOnce.read}`,
            )
            .all(endpoint, after),
        );
        records.push(...rows.flatMap(recordIn));
        if (rows.length < rowsAtOnce.read) return records;
        after = Number(rows.at(-1)?.row);
      }
    },

    observations: async (endpoint, since, until) =>
      file.read(reading, (sqlite) =>
        sqlite
          .prepare(
            `SELECT at_ms, since_ms, active FROM observation
             WHERE endpoint = (SELECT id FROM endpoint WHERE endpoint = ?) AND at_ms BETWEEN ? AND ?
             ORDER BY at_ms`,
          )
          .all(endpoint, since.getTime(), until.getTime())
          .map(({ at_ms, since_ms, active }) => ({
            endpointId: endpoint,
            at: new Date(Number(at_ms)),
            since: new Date(Number(since_ms)),
            active: Number(active),
          })),
      ),

    knownSince: async (endpoint) => {
      const { since_ms } =
        file.read(reading, (sqlite) =>
          sqlite
            .prepare(
              `SELECT min(since_ms) AS since_ms FROM (
                 SELECT since_ms FROM observation
                 WHERE endpoint = (SELECT id FROM endpoint WHERE endpoint = ?)
                 ORDER BY at_ms LIMIT ${firstObservations})`,
            )
            .get(endpoint),
        ) ?? {};
      return typeof since_ms === 'number' ? new Date(since_ms) : undefined;
    },

    forget: async (names) => {
      const forms = JSON.stringify(names.map(foldName));
      const removed = await removeInParts((sqlite) =>
        Number(
          sqlite
            .prepare(
              `WITH one AS (SELECT id FROM name WHERE folded IN (SELECT value FROM json_each(?)))
               DELETE FROM connection WHERE row IN (
                 SELECT row FROM connection WHERE username IN one
                 UNION SELECT row FROM connection WHERE common_name IN one
                 LIMIT ${rowsAtOnce.removed})`,
            )
            .run(forms).changes,
        ),
      );
      await removeInParts(removeUnusedNames);
      // Until it is emptied, the write-ahead log still holds what was removed.
      file.read(writing, (sqlite) => sqlite.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      return removed;
    },

    prune: async (before) => {
      const endpoints = file.read(reading, (sqlite) => sqlite.prepare('SELECT id FROM endpoint').all());
      let removed = 0;
      for (const { id } of endpoints) {
        for (const statement of prunings)
          removed += await removeInParts((sqlite) =>
            Number(sqlite.prepare(statement).run({ endpoint: Number(id), before: before.getTime() }).changes),
          );
      }
      if (removed > 0) await removeInParts(removeUnusedNames);
      return removed;
    },
  };
}

const prunings = [
  `DELETE FROM connection WHERE row IN (
     SELECT row FROM connection WHERE endpoint = :endpoint AND started_ms < :before
       AND coalesce(ended_ms, last_seen_ms) < :before
     LIMIT ${rowsAtOnce.removed})`,
  `DELETE FROM observation WHERE (endpoint, at_ms) IN (
     SELECT endpoint, at_ms FROM observation WHERE endpoint = :endpoint AND at_ms < :before
     LIMIT ${rowsAtOnce.removed})`,
];

function removeUnusedNames(sqlite: DatabaseSync): number {
  const unused = sqlite.prepare(
    `DELETE FROM name WHERE id IN (
       SELECT id FROM name WHERE NOT EXISTS (SELECT 1 FROM connection WHERE username = name.id)
         AND NOT EXISTS (SELECT 1 FROM connection WHERE common_name = name.id)
       LIMIT ${rowsAtOnce.removed})`,
  );
  return Number(unused.run().changes);
}

interface Cursor {
  /** Reads on, from the latest start to the earliest, so many rows. */
  next(
    sqlite: DatabaseSync,
    size: number,
  ): {
    readonly found: readonly { readonly row: number; readonly record: ConnectionRecord }[];
    readonly isLast: boolean;
  };
}

/** Returns a cursor for each way in which a connection can match. Each reads one index in order. */
function cursorsOf(
  sqlite: DatabaseSync,
  by: HistoryQuery['by'],
  since: Date,
  until: Date,
): readonly Cursor[] {
  const longestMs = Number(sqlite.prepare('SELECT ms FROM longest').get()?.ms ?? 0);
  const period = { fromMs: since.getTime() - longestMs, since, untilMs: until.getTime() };
  switch (by.kind) {
    case 'names': {
      const ids = sqlite
        .prepare('SELECT id FROM name WHERE folded IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(by.names.map(foldName)))
        .map(({ id }) => Number(id));
      return ids.flatMap((id) => [cursor('username', id, period), cursor('common_name', id, period)]);
    }
    case 'publicIp':
      return [cursor('public_ip', canonicalIp(by.publicIp), period)];
    case 'endpoint':
      return sqlite
        .prepare('SELECT id FROM endpoint WHERE endpoint = ?')
        .all(by.endpointId)
        .map(({ id }) => cursor('endpoint', Number(id), period));
  }
}

interface Period {
  /** No connection that started earlier can have been active in the period. */
  readonly fromMs: number;
  readonly since: Date;
  readonly untilMs: number;
}

function cursor(
  column: 'username' | 'common_name' | 'public_ip' | 'endpoint',
  value: SQLInputValue,
  { fromMs, since, untilMs }: Period,
): Cursor {
  let last = { ms: untilMs, row: Number.MAX_SAFE_INTEGER };
  return {
    next(sqlite, size) {
      const rows = sqlite
        .prepare(
          `${selectRecord} WHERE c.${column} = :value AND c.started_ms >= :from
             AND (c.started_ms, c.row) < (:last_ms, :last_row)
           ORDER BY c.started_ms DESC, c.row DESC LIMIT :size`,
        )
        .all({ value, from: fromMs, last_ms: last.ms, last_row: last.row, size });
      const end = rows.at(-1);
      if (end !== undefined) last = { ms: Number(end.started_ms), row: Number(end.row) };
      const found = rows
        .flatMap((row) => recordIn(row).map((record) => ({ row: Number(row.row), record })))
        .filter(({ record }) => activeUntil(record) >= since);
      return { found, isLast: rows.length < size };
    },
  };
}
