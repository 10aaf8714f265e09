import { isIP } from 'node:net';
import { subDays } from 'date-fns/subDays';
import { connectionKey } from '../../domain/connection.ts';
import type { ConnectionList, ListedConnection } from '../../domain/connection-list.ts';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { canonicalIp } from '../../domain/ipv6.ts';
import type { TargetRef } from '../../domain/target.ts';
import { type AccessContext, authorize } from '../../policy/authorize.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { pageOf } from '../../slack/block-kit/paging.ts';
import { within } from '../../slack/within.ts';
import { maxPossibleRows } from './connection-row.ts';
import { pageSize } from './list-message.ts';

type OriginContext = Pick<AppContext, 'rules' | 'history' | 'diagnostics' | 'newCorrelation' | 'clock'>;

/** A list or a modal is shown without the addresses rather than later. */
const patienceMs = 150;

/**
 * Adds from which public address and with which device people are connected, where the history knows it and the actor may
 * see it. It never throws, and waits only briefly: nothing depends on it.
 */
export async function withOrigins(
  app: OriginContext,
  access: AccessContext,
  rows: readonly ListedConnection[],
): Promise<readonly ListedConnection[]> {
  const origins = await originsOf(app, access, rows);
  return rows.map((row) => addOrigin(row, origins));
}

/** Adds the same to the rows of one page of a list. */
export async function withPageOrigins(
  app: OriginContext,
  access: AccessContext,
  list: ConnectionList,
  page: number,
): Promise<ConnectionList> {
  const { connections, possible } = list;
  const shown = [
    ...pageOf(connections, page, pageSize).items,
    ...possible.connections.slice(0, maxPossibleRows),
  ];
  const origins = await originsOf(app, access, shown);
  if (origins.size === 0) return list;
  const add = (row: ListedConnection) => addOrigin(row, origins);
  return {
    ...list,
    connections: { length: connections.length, slice: (from, to) => connections.slice(from, to).map(add) },
    possible: { ...possible, connections: possible.connections.map(add) },
  };
}

type Origins = ReadonlyMap<string, NonNullable<ListedConnection['origin']>>;

async function originsOf(
  { rules, history, diagnostics, newCorrelation }: OriginContext,
  access: AccessContext,
  rows: readonly ListedConnection[],
): Promise<Origins> {
  // Whoever may terminate connections may not always see from where people connect.
  const visible = rows.filter(
    ({ connection, endpoint }) =>
      authorize(rules, access, 'see', endpoint).allowed || isOwn(rules, access.person, connection),
  );
  if (history === undefined || visible.length === 0) return new Map();
  try {
    const records = await within(
      patienceMs,
      history.ofConnections(visible.map(({ connection }) => connection)),
    );
    return new Map(
      (records ?? []).map(({ endpointId, id, publicIp, device }) => [
        connectionKey({ endpointId, id }),
        { publicIp, device },
      ]),
    );
  } catch (error) {
    diagnostics.report(failureFrom(error), 'read public addresses for a list', newCorrelation());
    return new Map();
  }
}

function addOrigin(row: ListedConnection, origins: Origins): ListedConnection {
  const origin = origins.get(connectionKey(row.connection));
  return origin === undefined ? row : { ...row, origin };
}

/** A search waits for this answer, because the address is what was asked about. */
const searchPatienceMs = 1_000;
const maxFound = 100;

/**
 * Finds the connections that came from a public address, on these endpoints. They may have ended since.
 *
 * @returns Undefined if the target is no address, or the history does not respond.
 */
export async function recordsFromAddress(
  { history, rules, clock, diagnostics, newCorrelation }: OriginContext,
  endpoints: readonly Endpoint[],
  targetRef: TargetRef,
): Promise<readonly ConnectionRecord[] | undefined> {
  if (history === undefined || targetRef.kind !== 'text' || isIP(targetRef.text.trim()) === 0)
    return undefined;
  const until = clock.now();
  const by = { kind: 'publicIp', publicIp: canonicalIp(targetRef.text) } as const;
  try {
    // A record is not written again while its connection lasts, so the latest sight may be long ago.
    const since = subDays(until, rules.history.days);
    const page = await within(searchPatienceMs, history.find({ by, since, until, limit: maxFound }));
    return page?.records.filter(({ endpointId }) => endpoints.some(({ id }) => id === endpointId));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'search by public address', newCorrelation());
    return undefined;
  }
}
