import { isIP } from 'node:net';
import { subDays } from 'date-fns/subDays';
import { connectionKey } from '../../domain/connection.ts';
import type { ConnectionList, ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { canonicalIp } from '../../domain/ipv6.ts';
import type { TargetRef } from '../../domain/target.ts';
import { type AccessContext, authorize } from '../../policy/authorize.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { HistoryPage } from '../../ports/connection-history.ts';
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
/** More connections than this from one address are counted as at least so many. */
const maxOpen = 1_000;
/** A few of the latest connections show whether there were earlier ones. */
const maxKept = 100;

/** What the history knows of a public address, on the endpoints that were asked about. */
export type AddressSearch =
  | {
      /** The connections from it that may be active. */
      readonly open: HistoryPage;
      /** The latest connections from it in all the time that is kept. */
      readonly kept: HistoryPage;
    }
  /** The target is no address, or no history is kept. */
  | 'not_searched'
  /** The history did not respond. */
  | 'unknown';

/** What became of a search by public address, whose connections are in the list. */
export type FromAddress =
  /** The history did not respond. */
  | { readonly kind: 'unknown' }
  /** Nothing in the list has this address, and the history knows no connection from it, or not yet. */
  | { readonly kind: 'not_seen' }
  | {
      readonly kind: 'found';
      /** How many active connections of the list come from it. */
      readonly live: number;
      /** Whether there may be more of them. */
      readonly isLeast: boolean;
      readonly hasEarlier: boolean;
    };

/**
 * Finds the connections that came from a public address, on these endpoints. They may have ended since. It never
 * throws, and waits no longer than a second.
 */
export async function recordsFromAddress(
  { history, rules, clock, diagnostics, newCorrelation }: OriginContext,
  endpoints: readonly Endpoint[],
  targetRef: TargetRef,
): Promise<AddressSearch> {
  if (history === undefined || targetRef.kind !== 'text' || isIP(targetRef.text.trim()) === 0)
    return 'not_searched';
  const until = clock.now();
  const by = { kind: 'publicIp', publicIp: canonicalIp(targetRef.text) } as const;
  const asked = endpoints.map(({ id }) => id);
  const find = (since: Date, limit: number) =>
    within(searchPatienceMs, history.find({ by, endpoints: asked, since, until, limit }));
  try {
    const [open, kept] = await Promise.all([
      find(until, maxOpen),
      find(subDays(until, rules.history.days), maxKept),
    ]);
    if (open === undefined) return 'unknown';
    return { open, kept: kept ?? { records: [], isCut: false } };
  } catch (error) {
    diagnostics.report(failureFrom(error), 'search by public address', newCorrelation());
    return 'unknown';
  }
}
