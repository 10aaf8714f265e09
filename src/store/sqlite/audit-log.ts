import { isUtf8 } from 'node:buffer';
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { canonicalJson, emptyHead, type Head, seal } from '../../domain/audit-chain.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { Failure } from '../../domain/failure.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { foundEntry, parseEntry, parseHead } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** Rows per read: enough to make the number of reads negligible, few enough not to block other work. */
const batchSize = 500;
/** Requests of one person per read. Most people have requested very little recently. */
const requestsAtOnce = 20;

/**
 * The audit log in a database file, one row for each entry. The entry's canonical JSON text is the only source of
 * truth.
 */
export function sqliteAuditLog(database: SqliteDatabase): AuditLog {
  /** Reads in batches, so that a slow reader neither fills the memory nor keeps a read transaction open. */
  async function* rows(select: string, first: bigint, step: 1n | -1n): AsyncGenerator<Row> {
    for (let from = first; ; ) {
      const batch = database.read(reading, (sqlite) => {
        const statement = sqlite.prepare(select);
        statement.setReadBigInts(true);
        return statement.all(from, batchSize).map(rowFromSqlite);
      });
      yield* batch;

      const last = batch.at(-1);
      if (last === undefined) return;
      from = last.seq + step;
      await setImmediate();
    }
  }

  return {
    append: (draft) =>
      database.write(
        'append to the audit log',
        (sqlite) => {
          const entry = seal(draft, readHead(sqlite));
          sqlite.prepare('INSERT INTO entry (seq, json) VALUES (?, ?)').run(entry.seq, canonicalJson(entry));
          return entry;
        },
        'audit_unwritable',
      ),
    ofRequest: async (correlation) =>
      database.read(reading, (sqlite) => sqlite.prepare(selectOfRequest).all(correlation).map(entryFromRow)),
    requestedBy: async (actor, since, most) =>
      database.read(reading, (sqlite) => {
        const statement = sqlite.prepare(selectRequestedBy);
        const entries: AuditEntry[] = [];
        for (let before: number | bigint = highestSeq; entries.length < most; ) {
          const batch: readonly AuditEntry[] = statement.all(actor, before, requestsAtOnce).map(entryFromRow);
          const recent = batch.filter(({ at }) => Date.parse(at) >= since.getTime());
          entries.push(...recent);
          before = batch.at(-1)?.seq ?? before;
          if (recent.length < requestsAtOnce) break;
        }
        return entries.slice(0, most);
      }),
    async *stored() {
      for await (const { json } of rows(selectOnwards, lowestSeq, 1n)) yield json;
    },
    storedAt: async (seqs) =>
      database.read(reading, (sqlite) => {
        const found = sqlite.prepare(selectAt).all(JSON.stringify(seqs)).map(rowFromSqlite);
        return new Map(found.map(({ seq, json }) => [Number(seq), json]));
      }),
    async *newestFirst(upTo) {
      const from = upTo === undefined ? highestSeq : BigInt(upTo);
      for await (const { seq, json } of rows(selectBackwards, from, -1n)) yield foundEntry(Number(seq), json);
    },
    head: async () => database.read(reading, readHead),
  };
}

const reading = 'read the audit log';
const selectOfRequest =
  'SELECT seq, CAST(json AS BLOB) AS bytes FROM entry WHERE correlation = ? ORDER BY seq';

const selectAt =
  'SELECT seq, CAST(json AS BLOB) AS bytes FROM entry WHERE seq IN (SELECT value FROM json_each(?))';
const selectRequestedBy =
  'SELECT seq, CAST(json AS BLOB) AS bytes FROM entry WHERE requested_by = ? AND seq < ? ORDER BY seq DESC LIMIT ?';

const selectOnwards =
  'SELECT seq, CAST(json AS BLOB) AS bytes FROM entry WHERE seq >= ? ORDER BY seq LIMIT ?';
const selectBackwards =
  'SELECT seq, CAST(json AS BLOB) AS bytes FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT ?';

/** Numbers start at 1, but a row that someone inserted below must be found as well. */
const lowestSeq = -(2n ** 63n);
const highestSeq = 2n ** 63n - 1n;

interface Row {
  readonly seq: bigint;
  readonly json: string;
}

function rowFromSqlite({ seq, bytes }: Record<string, unknown>): Row {
  return { seq: BigInt(String(seq)), json: bytes instanceof Uint8Array ? textFromBytes(bytes) : '' };
}

/**
 * Decodes strictly. SQLite does not check that a text is UTF-8, and invalid bytes must not be read as a valid entry.
 */
function textFromBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString();
  return isUtf8(bytes) ? text : `${text}\uFFFD`;
}

/** Throws for an unreadable entry: leaving it out would make it look as if something had not happened. */
function entryFromRow(row: Record<string, unknown>): AuditEntry {
  const { seq, json } = rowFromSqlite(row);
  const entry = parseEntry(json);
  if (entry === undefined)
    throw new Failure('store_unavailable', `entry ${seq} is unreadable: run audit verify`);
  return entry;
}

/** Reads the head from the text of the last entry itself, because a separate copy could contradict it. */
function readHead(sqlite: DatabaseSync): Head {
  const row = sqlite.prepare('SELECT seq, json FROM entry ORDER BY seq DESC LIMIT 1').get();
  if (row === undefined) return emptyHead;

  const head = parseHead(String(row.json));
  if (head === undefined || head.seq !== row.seq) {
    throw new Failure('store_unavailable', 'the last entry of the audit log is unreadable: run audit verify');
  }
  return head;
}
