import { bareConnection, type Connection, connectionKey, isLive } from '../../domain/connection.ts';
import { type ConnectionRecord, recordWith, updateFrom } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { FirstUse } from '../../domain/first-use.ts';

/** A connection of the history as it is shown. */
export interface PastConnection extends FirstUse {
  readonly record: ConnectionRecord;
  readonly endpoint: Endpoint;
  readonly state: PastState;
  /** Whether AWS still lists it, so that its details can be looked up. */
  readonly isListed: boolean;
}

/**
 * - `connected`: AWS lists it as active.
 * - `ended`: its end is known.
 * - `gone`: AWS no longer lists it, and no source has told when it ended.
 * - `unknown`: it was active when it was last seen, and AWS could not be asked about it.
 */
export type PastState = 'connected' | 'ended' | 'gone' | 'unknown';

/** Adds what EC2 lists now to a record: what it lists as active has not ended, unless the record is newer. */
export function withNow(
  known: ConnectionRecord | undefined,
  connection: Connection,
): ConnectionRecord | undefined {
  const record = recordWith(known, updateFrom(connection));
  if (record?.endedAt === undefined || !isLive(connection)) return record;
  const { sampledAt = record.endedAt } = connection;
  return sampledAt < record.endedAt
    ? record
    : { ...record, endedAt: undefined, endedBefore: undefined, ending: undefined };
}

/** Adds what EC2 lists now to the records: what happened since the last observation must not be missing. */
export function withListed(
  records: readonly ConnectionRecord[],
  listed: readonly Connection[],
): readonly ConnectionRecord[] {
  const byKey = new Map(records.map((record) => [connectionKey(record), record]));
  for (const connection of listed) {
    const key = connectionKey(connection);
    const record = withNow(byKey.get(key), connection);
    if (record !== undefined) byKey.set(key, record);
  }
  return [...byKey.values()];
}

/** The connection of a record, for what depends on its names alone. */
export function connectionFrom(record: ConnectionRecord, isDirectory: boolean): Connection {
  const { id, endpointId, username, commonName } = record;
  return {
    ...bareConnection(id, endpointId, { code: 'terminated', message: undefined }),
    ...{ username, commonName },
    ...(isDirectory && username && { isDirectoryUser: true }),
  };
}

/** When it ended, or the last moment at which it is known to have been active. */
export function lastMomentOf({ endedAt, lastSeenAt }: ConnectionRecord): Date {
  return endedAt ?? lastSeenAt;
}
