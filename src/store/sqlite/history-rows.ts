import type { DatabaseSync } from 'node:sqlite';
import {
  activeUntil,
  type ConnectionRecord,
  type ConnectionUpdate,
  recordOf,
  recordWith,
} from '../../domain/connection-record.ts';
import type { EndpointId } from '../../domain/ids.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { fieldsFromRecord, isStoredAlike, recordFromFields } from '../stored-connection.ts';

/** Selects records with their endpoint and names; more conditions follow. */
export const selectRecord = `
  SELECT c.row, c.occurrence, e.endpoint, c.connection, u.name AS username, n.name AS common_name,
    c.started_ms, c.last_seen_ms, c.ended_ms, c.ended_before_ms, c.bytes_sent, c.bytes_received, c.client_ip,
    c.public_ip, c.device, c.ending
  FROM connection c JOIN endpoint e ON e.id = c.endpoint
    LEFT JOIN name u ON u.id = c.username LEFT JOIN name n ON n.id = c.common_name`;

/** Reads a selected row. One that no version of Bouncer wrote is left out: nothing depends on a complete history. */
export function recordIn(row: Readonly<Record<string, unknown>>): readonly ConnectionRecord[] {
  const record = recordFromFields(row);
  return record === undefined ? [] : [record];
}

/** Adds updates to the records, in the transaction of the caller. */
export function writeUpdates(sqlite: DatabaseSync, updates: readonly ConnectionUpdate[]): void {
  const ofConnection = sqlite.prepare(`${selectRecord} WHERE c.connection = ? AND e.endpoint = ?`);
  const put = sqlite.prepare(
    `INSERT OR REPLACE INTO connection (row, endpoint, connection, occurrence, username, common_name, started_ms,
       last_seen_ms, ended_ms, ended_before_ms, bytes_sent, bytes_received, client_ip, public_ip, device, ending)
     VALUES (:row, :endpoint, :connection, :occurrence, :username, :common_name, :started_ms, :last_seen_ms,
       :ended_ms, :ended_before_ms, :bytes_sent, :bytes_received, :client_ip, :public_ip, :device, :ending)`,
  );
  const endpointRow = endpointRows(sqlite);
  const nameRow = nameRows(sqlite);
  let longestMs = 0;
  for (const update of updates) {
    const rows = ofConnection.all(update.id, update.endpointId);
    const known = rows.flatMap((row) =>
      recordIn(row).map((record) => ({
        ...record,
        row: Number(row.row),
        occurrence: Number(row.occurrence),
      })),
    );
    const before = recordOf(known, update);
    const record = recordWith(before, update);
    if (record === undefined || (before !== undefined && isStoredAlike(before, record))) continue;

    put.run({
      ...fieldsFromRecord(record),
      row: before?.row ?? null,
      occurrence: before?.occurrence ?? Math.max(-1, ...rows.map((row) => Number(row.occurrence))) + 1,
      endpoint: endpointRow(record.endpointId),
      username: record.username === undefined ? null : nameRow(record.username),
      common_name: record.commonName === undefined ? null : nameRow(record.commonName),
    });
    longestMs = Math.max(longestMs, activeUntil(record).getTime() - record.startedAt.getTime());
  }
  sqlite.prepare('UPDATE longest SET ms = :ms WHERE ms < :ms').run({ ms: longestMs });
}

/** Returns a function that finds the row of an endpoint, or adds it. */
export function endpointRows(sqlite: DatabaseSync): (endpoint: EndpointId) => number {
  const find = sqlite.prepare('SELECT id FROM endpoint WHERE endpoint = ?');
  const add = sqlite.prepare('INSERT INTO endpoint (endpoint) VALUES (?)');
  return (endpoint) => Number(find.get(endpoint)?.id ?? add.run(endpoint).lastInsertRowid);
}

/** Returns a function that finds the row of a name, in this spelling, or adds it. */
function nameRows(sqlite: DatabaseSync): (name: string) => number {
  const find = sqlite.prepare('SELECT id FROM name WHERE name = ?');
  const add = sqlite.prepare('INSERT INTO name (name, folded) VALUES (?, ?)');
  return (name) => Number(find.get(name)?.id ?? add.run(name, foldName(name)).lastInsertRowid);
}
