import type { Arrangement } from '../../domain/arrangement.ts';
import { connectionKey } from '../../domain/connection.ts';
import { type ConnectionList, foundFrom, type ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { Target } from '../../domain/target.ts';
import type { AddressSearch, FromAddress } from '../connections/origins.ts';

/**
 * Adds the connections from a public address to those with this address in the VPN: those of the records that AWS lists
 * as active.
 *
 * @param list Looks up connections on one endpoint.
 */
export async function withAddressMatches(
  found: ConnectionList,
  search: AddressSearch,
  list: (endpoint: Endpoint, target: Target) => Promise<ConnectionList>,
  { order }: Arrangement = {},
): Promise<{ readonly connectionList: ConnectionList; readonly fromAddress: FromAddress | undefined }> {
  if (search === 'not_searched') return { connectionList: found, fromAddress: undefined };
  if (search === 'unknown') return { connectionList: found, fromAddress: { kind: 'unknown' } };
  const { open, kept } = search;
  if (open.records.length + kept.records.length === 0) {
    // Whoever finds an address of the VPN has what they searched for.
    const isFound = found.connections.length > 0;
    return { connectionList: found, fromAddress: isFound ? undefined : { kind: 'not_seen' } };
  }

  const byEndpoint = Map.groupBy(open.records, ({ endpointId }) => endpointId);
  const lists = await Promise.all(
    found.endpoints.flatMap((endpoint) => {
      const ids = byEndpoint.get(endpoint.id)?.map(({ id }) => id) ?? [];
      return ids.length === 0 ? [] : [list(endpoint, { kind: 'connections', ids })];
    }),
  );
  const unanswered = lists.flatMap(({ unavailable }) => unavailable);
  const active = lists.flatMap(({ connections }) => connections.slice());
  const keys = new Set(active.map(({ connection }) => connectionKey(connection)));
  return {
    connectionList: {
      ...found,
      ...(active.length > 0 && { connections: together(found, active, order), total: undefined }),
      unavailable: [
        ...found.unavailable,
        ...unanswered.filter(({ endpoint }) => found.unavailable.every((each) => each.endpoint !== endpoint)),
      ],
    },
    fromAddress: {
      kind: 'found',
      live: active.length,
      isLeast: open.isCut || unanswered.length > 0,
      hasEarlier: kept.isCut || kept.records.some((record) => !keys.has(connectionKey(record))),
    },
  };
}

/** Puts the connections of two lists into one order, each connection once. An address never has many. */
function together(
  { connections }: ConnectionList,
  others: readonly ListedConnection[],
  order: Arrangement['order'],
): readonly ListedConnection[] {
  const rows = new Map(
    [...connections.slice(), ...others].map((row) => [connectionKey(row.connection), row]),
  );
  const inOrder = foundFrom(
    [...rows.values()].map(({ connection }) => connection),
    'live',
    { order },
  );
  return inOrder.slice().flatMap((connection) => rows.get(connectionKey(connection)) ?? []);
}
