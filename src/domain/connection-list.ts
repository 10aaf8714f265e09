import { type Arrangement, type DurationFilter, hasLasted, type ListOrder } from './arrangement.ts';
import type { Connection } from './connection.ts';
import type { ConnectionRecord } from './connection-record.ts';
import type { Endpoint } from './endpoint.ts';
import type { FailureCode } from './failure.ts';

/** What a look-up covers, how recent it is, and what it could not read. */
export interface Coverage {
  readonly endpoints: readonly Endpoint[];
  /** Endpoints that did not respond: the result says nothing about them. */
  readonly unavailable: readonly UnavailableEndpoint[];
  /** When the newest part was read. */
  readonly asOf: Date;
  /** Endpoints whose part is older than that. */
  readonly older: readonly OlderPart[];
  /** Endpoints whose part could not be refreshed and is stale. */
  readonly stale: readonly StalePart[];
  /** Endpoints whose part is old, and for which a refresh is in progress. */
  readonly refreshing: readonly OlderPart[];
  /** Endpoints without an associated network: nobody can be connected there. */
  readonly unassociated: readonly Endpoint[];
  /** Endpoints that are still being read: someone who was not found may be connected there. */
  readonly reading: readonly Reading[];
}

/** The connections that a look-up found. */
export interface ConnectionList extends Coverage {
  /** In the order that was asked for. There may be hundreds of thousands, of which only a page is read. */
  readonly connections: Sequence<ListedConnection>;
  /** How many live connections these were selected from; undefined if EC2 was asked for these alone. */
  readonly total: number | undefined;
  /** Connections that may also be the target's; empty if the target is more than one person. */
  readonly possible: PossibleMatches;
}

export interface OlderPart {
  readonly endpoint: Endpoint;
  readonly asOf: Date;
}

/** Why a list is stale. */
export interface StaleReason {
  readonly code: FailureCode;
  /** When refreshing first failed. */
  readonly since: Date;
}

export interface StalePart extends StaleReason, OlderPart {}

export interface Reading {
  readonly endpoint: Endpoint;
  readonly read: number;
  /** How many connections the previous scan found; undefined during the first scan. */
  readonly about: number | undefined;
}

export interface ListedConnection {
  readonly connection: Connection;
  readonly endpoint: Endpoint;
  /** Whether this person, in this channel, may terminate it: only for showing a button, never for acting. */
  readonly mayTerminate: boolean;
  /** From where and with which device, if the history knows it and this person may see it. */
  readonly origin?: Pick<ConnectionRecord, 'publicIp' | 'device'>;
}

export interface UnavailableEndpoint {
  readonly endpoint: Endpoint;
  readonly code: FailureCode;
}

/** Returns whether no endpoint responded: then nothing is known, not even that nobody is connected. */
export function isBlind({ endpoints, unavailable }: Pick<Coverage, 'endpoints' | 'unavailable'>): boolean {
  return unavailable.length > 0 && unavailable.length >= endpoints.length;
}

/**
 * Connections that may be a person's in addition to those that surely are: for showing and offering, never for acting
 * on them unasked.
 */
export interface PossibleMatches {
  /**
   * Connections with a certificate but no user name, live or recently ended, whose name contains the local part of one
   * of the person's names as a whole word.
   */
  readonly connections: readonly ListedConnection[];
  /** Endpoints without user names, so that a look-up by name cannot prove that someone is not connected there. */
  readonly certificateOnly: readonly Endpoint[];
}

export const noPossibleMatches: PossibleMatches = { connections: [], certificateOnly: [] };

/** An ordered list whose items are created only when they are read. Every array is one. */
export interface Sequence<T> {
  readonly length: number;
  slice(from?: number, to?: number): readonly T[];
}

/** Live connections, or those that ended recently. */
export type ConnectionPhase = 'live' | 'ended';

/** Connections in the order that was asked for. */
export interface Found extends Sequence<Connection> {
  /** The number by which the connection at this index is ordered, the largest first; see {@link rankOf}. */
  rankAt(place: number): number;
}

/**
 * Returns the number by which a connection is ordered, the largest first. In every order by time, connections without
 * a time come last.
 */
export function rankOf(connection: Connection, phase: ConnectionPhase, order: ListOrder): number {
  if (order === 'traffic')
    return Number(connection.traffic.bytesSent) + Number(connection.traffic.bytesReceived);
  return rankOfMoment(momentOf(connection, phase), order);
}

/** @param moment In milliseconds since 1970; 0 if it is unknown. */
export function rankOfMoment(moment: number, order: Exclude<ListOrder, 'traffic'>): number {
  if (order === 'newest') return moment;
  return moment === 0 ? Number.NEGATIVE_INFINITY : -moment;
}

/** When a connection began, or if it ended, when it ended: people look for what just happened. */
export function momentOf({ establishedAt, endedAt }: Connection, phase: ConnectionPhase): number {
  return (phase === 'live' ? establishedAt : endedAt)?.getTime() ?? 0;
}

/** Sorts connections with the latest first; of several at the same time, by id. Those without a time come last. */
export function inOrder<T extends { readonly connection: Connection }>(
  connections: readonly T[],
  phase: ConnectionPhase = 'live',
): readonly T[] {
  return connections.toSorted(
    (a, b) =>
      momentOf(b.connection, phase) - momentOf(a.connection, phase) ||
      (a.connection.id < b.connection.id ? -1 : 1),
  );
}

/**
 * Arranges a few connections.
 *
 * @param asOf When they were read.
 */
export function foundFrom(
  connections: readonly Connection[],
  phase: ConnectionPhase,
  { order = 'newest', lasting }: Arrangement = {},
  asOf = new Date(0),
): Found {
  const ordered = matchingDuration(connections, lasting, asOf)
    .map((connection) => ({ connection, rank: rankOf(connection, phase, order) }))
    .toSorted((a, b) => compareNumbers(b.rank, a.rank));
  return {
    length: ordered.length,
    slice: (from, to) => ordered.slice(from, to).map(({ connection }) => connection),
    rankAt: (place) => ordered[place]?.rank ?? Number.NEGATIVE_INFINITY,
  };
}

/** Subtraction would yield NaN for two infinite numbers. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function matchingDuration(
  connections: readonly Connection[],
  lasting: DurationFilter | undefined,
  asOf: Date,
): readonly Connection[] {
  return lasting === undefined ? connections : connections.filter((each) => hasLasted(each, lasting, asOf));
}

/**
 * Merges several ordered parts into one order, reading no more than is requested.
 *
 * @param seenAs Converts a connection, given the index of the part it is from.
 */
export function merged<T>(
  parts: readonly Found[],
  seenAs: (connection: Connection, part: number) => T,
): Sequence<T> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);

  return {
    length,
    slice: (from = 0, to = length) => {
      const cursors = advanced(parts, from);
      const first = [...cursors];
      const picked = picksFrom(parts, cursors, Math.max(0, Math.min(to, length) - from));
      const pages = parts.map((part, index) => part.slice(first[index], cursors[index]));
      const next = parts.map(() => 0);
      return picked.flatMap((part) => {
        const connection = pages[part]?.[next[part] ?? 0];
        next[part] = (next[part] ?? 0) + 1;
        return connection === undefined ? [] : [seenAs(connection, part)];
      });
    },
  };
}

/** The position in each part after this many merged items. */
function advanced(parts: readonly Found[], count: number): number[] {
  const cursors = parts.map(() => 0);
  if (parts.length === 1) return [count];
  picksFrom(parts, cursors, count);
  return cursors;
}

/** Repeatedly picks the part whose next item has the highest rank, and advances the cursors. */
function picksFrom(parts: readonly Found[], cursors: number[], count: number): readonly number[] {
  const picked: number[] = [];
  for (let step = 0; step < count; step++) {
    let first = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (let part = 0; part < parts.length; part++) {
      const candidate = parts[part];
      const cursor = cursors[part] ?? 0;
      if (candidate === undefined || cursor >= candidate.length) continue;
      const rank = candidate.rankAt(cursor);
      if (first < 0 || rank > highest) {
        highest = rank;
        first = part;
      }
    }
    if (first < 0) break;
    cursors[first] = (cursors[first] ?? 0) + 1;
    picked.push(first);
  }
  return picked;
}
