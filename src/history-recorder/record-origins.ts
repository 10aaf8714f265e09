import { connectionKey } from '../domain/connection.ts';
import { type ConnectionRecord, type ConnectionUpdate, recordWith } from '../domain/connection-record.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';

export interface OriginContext {
  readonly history: ConnectionHistory;
  /** Called with the records whose public address or device has just become known. */
  readonly onOrigins: (records: readonly ConnectionRecord[]) => Promise<void>;
}

/**
 * Records updates that may contain public addresses and devices, and reports the connections of which these were not
 * known before.
 *
 * @param known What the history has of these connections, if it was just read.
 * @throws {Failure} `history_unavailable`
 */
export async function recordOrigins(
  { history, onOrigins }: OriginContext,
  updates: readonly ConnectionUpdate[],
  known?: KnownRecords,
): Promise<void> {
  if (updates.length === 0) return;
  const earlier = known ?? (await readRecords(history, updates));
  await history.record(updates);

  const found = new Map<string, ConnectionRecord>();
  for (const update of updates) {
    const key = connectionKey(update);
    const before = found.get(key) ?? earlier.get(key);
    const after = recordWith(before, update);
    const isNews =
      (update.publicIp !== undefined && before?.publicIp === undefined) ||
      (update.device !== undefined && before?.device === undefined);
    if (after !== undefined && (isNews || found.has(key))) found.set(key, after);
  }
  if (found.size > 0) await onOrigins([...found.values()]);
}

/** The latest record of each connection, by {@link connectionKey}. */
export type KnownRecords = ReadonlyMap<string, ConnectionRecord>;

/** Reads what the history has of some connections. @throws {Failure} `history_unavailable` */
export async function readRecords(
  history: ConnectionHistory,
  connections: Parameters<ConnectionHistory['ofConnections']>[0],
): Promise<KnownRecords> {
  const records = await history.ofConnections(connections);
  return new Map(records.map((record) => [connectionKey(record), record]));
}
