import { type Connection, connectionKey, isLive } from '../../domain/connection.ts';
import type { Coverage } from '../../domain/connection-list.ts';
import { activeUntil, type ConnectionRecord } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { EndpointId } from '../../domain/ids.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import type { HistoryScope } from './history-scope.ts';
import { lastMomentOf, type PastConnection, withNow } from './past-connection.ts';

/** What EC2 lists of the target: active connections, and those that ended in the last 60 minutes. */
export interface Listed {
  readonly connections: readonly Connection[];
  /** Connections on certificates that may be the target's. */
  readonly possible: readonly Connection[];
  /** Endpoints on which people are identified only by a certificate. */
  readonly certificateOnly: readonly Endpoint[];
  readonly coverage: Coverage;
}

/**
 * Reads what EC2 lists of the target.
 *
 * @param most How many active and how many ended connections, the latest first.
 */
export async function readListed(
  app: ReadContext,
  { access, endpoints, target }: HistoryScope,
  freshness: Freshness,
  most: number,
): Promise<Listed> {
  const ended = await listFromSnapshots(app, access, endpoints, target, {
    ...{ phase: 'ended', narrows: true, order: 'newest' },
    ...freshness,
  });
  // The list with ended connections has the active ones too.
  const live = await listFromSnapshots(app, access, endpoints, target, {
    ...{ phase: 'live', narrows: true, order: 'newest' },
    age: 'any',
    // A list that is still being read has been waited for already.
    patienceMs: ended.reading.length > 0 ? 0 : freshness.patienceMs,
  });
  const { connections: _, possible: __, total: ___, ...coverage } = ended;
  const first = [...ended.connections.slice(0, most), ...live.connections.slice(0, most)];
  return {
    connections: first.map(({ connection }) => connection),
    possible: [...ended.possible.connections, ...live.possible.connections].map(
      ({ connection }) => connection,
    ),
    certificateOnly: ended.possible.certificateOnly,
    coverage,
  };
}

/** Returns whether AWS has just listed the connections on an endpoint completely. */
export function isRead(id: EndpointId, { coverage }: Pick<Listed, 'coverage'>): boolean {
  const { unavailable, reading, stale } = coverage;
  return ![...unavailable, ...reading, ...stale].some(({ endpoint }) => endpoint.id === id);
}

/**
 * Returns whether a connection lasted until this moment, or may have. It is not recorded again while it lasts, so where
 * AWS could not be asked, it may be active even if it was last seen long ago.
 */
export function mayHaveLasted(
  record: ConnectionRecord,
  until: Date,
  listed: Pick<Listed, 'coverage'>,
): boolean {
  const isSure = record.endedBefore === undefined && isRead(record.endpointId, listed);
  return (isSure ? lastMomentOf(record) : activeUntil(record)) >= until;
}

/** Finds out which of the records are of connections that are still active. */
export async function statesOf(
  app: ReadContext,
  { access, endpoints }: HistoryScope,
  listed: Listed,
  records: readonly ConnectionRecord[],
): Promise<ReadonlyMap<string, Pick<PastConnection, 'record' | 'state' | 'isListed'>>> {
  const known = new Map(
    [...listed.connections, ...listed.possible].map((each) => [connectionKey(each), each]),
  );
  const isOpen = (record: ConnectionRecord) =>
    record.endedAt === undefined && !known.has(connectionKey(record));
  const open = records.filter(isOpen);
  // The complete list is long: only its latest connections were taken from it.
  const rest =
    open.length === 0
      ? undefined
      : await listFromSnapshots(
          app,
          access,
          endpoints.filter(({ id }) => open.some(({ endpointId }) => endpointId === id)),
          { kind: 'connections', ids: open.map(({ id }) => id) },
          { phase: 'live', narrows: true, age: 'lately', patienceMs: 0 },
        );
  for (const { connection } of rest?.connections.slice() ?? []) {
    known.set(connectionKey(connection), connection);
  }
  const unread = [...(rest?.unavailable ?? []), ...(rest?.stale ?? []), ...(rest?.reading ?? [])];

  return new Map(
    records.map((record) => {
      const connection = known.get(connectionKey(record));
      const latest = (connection && withNow(record, connection)) ?? record;
      const state = stateOf(latest, connection, () =>
        unread.some(({ endpoint }) => endpoint.id === record.endpointId),
      );
      return [connectionKey(record), { record: latest, state, isListed: connection !== undefined }] as const;
    }),
  );
}

function stateOf(
  { endedAt, endedBefore }: ConnectionRecord,
  connection: Connection | undefined,
  isUnread: () => boolean,
): PastConnection['state'] {
  if (endedAt !== undefined) return endedBefore === undefined ? 'ended' : 'gone';
  if (connection !== undefined) return isLive(connection) ? 'connected' : 'gone';
  return isUnread() ? 'unknown' : 'gone';
}
