import type {
  Call,
  Connection,
  ControlEvent,
  DeniedConnection,
  Endpoint,
  Faults,
  Fleet,
} from '../../ec2/control/control-protocol.ts';

/** A connection and the changes that the page has observed. */
export interface Watched {
  readonly connection: Connection;
  /** The emulator's time in milliseconds when it appeared or its status changed, if the page observed it. */
  readonly changedAtMs: number | null;
  /** Whether the page observed a requested termination; other connections end by themselves. */
  readonly isTermination: boolean;
  /** Set when a connection of the same name on this endpoint was terminated shortly before. */
  readonly returnedAfterMs: number | null;
  /** The connection at the previous poll, and how many seconds earlier that was. */
  readonly before: { readonly connection: Connection; readonly seconds: number } | null;
}

export interface FleetState {
  readonly nowMs: number;
  readonly endpoints: readonly Endpoint[];
  /** By connection id. */
  readonly watched: ReadonlyMap<string, Watched>;
  readonly faults: Faults;
  /** Connections that a connect handler denied, the latest first. */
  readonly denied: readonly DeniedConnection[];
  /** The latest first. */
  readonly calls: readonly Call[];
}

export const noFleet: FleetState = {
  nowMs: 0,
  endpoints: [],
  watched: new Map(),
  faults: {},
  denied: [],
  calls: [],
};

const maxCalls = 300;
const maxDenied = 20;
const returnsWithinMs = 5 * 60_000;

/** The state after a poll of the whole fleet. Counters change with polls only; no event carries them. */
export function withFleet(state: FleetState, fleet: Fleet): FleetState {
  const nowMs = Date.parse(fleet.now);
  const seconds = (nowMs - state.nowMs) / 1000;
  const watched = new Map<string, Watched>();
  for (const connection of fleet.connections) {
    const earlier = state.watched.get(connection.id);
    const before = earlier && seconds > 0 ? { connection: earlier.connection, seconds } : null;
    const seen = earlier ?? {
      changedAtMs: null,
      isTermination: isRequested(connection),
      returnedAfterMs: null,
    };
    watched.set(connection.id, { ...seen, connection, before });
  }
  // A poll may be faster than the event that tells of a connection.
  const isFirst = state.watched.size === 0;
  for (const [id, one] of watched) {
    if (isFirst || state.watched.has(id) || one.connection.status !== 'active') continue;
    watched.set(id, { ...one, returnedAfterMs: returnOf(watched, one.connection) });
  }
  const { endpoints, faults, denied } = fleet;
  return { ...state, nowMs, watched, endpoints, faults, denied };
}

export function withCalls(state: FleetState, calls: readonly Call[]): FleetState {
  const newest = calls.toSorted((a, b) => b.number - a.number);
  return { ...state, calls: [...newest, ...state.calls].slice(0, maxCalls) };
}

export function reduceControlEvent(state: FleetState, event: ControlEvent): FleetState {
  switch (event.kind) {
    case 'connection':
      return withConnection(state, event.connection);
    case 'gone': {
      const watched = new Map(state.watched);
      watched.delete(event.connectionId);
      return { ...state, watched };
    }
    case 'endpoint': {
      const at = state.endpoints.findIndex(({ id }) => id === event.endpoint.id);
      return at < 0 ? state : { ...state, endpoints: state.endpoints.with(at, event.endpoint) };
    }
    case 'denied':
      return { ...state, denied: [event.denied, ...state.denied].slice(0, maxDenied) };
    case 'call':
      return withCalls(state, [event.call]);
    case 'faults':
      return { ...state, faults: event.faults };
  }
}

function withConnection(state: FleetState, connection: Connection): FleetState {
  const before = state.watched.get(connection.id);
  const isChanged = before?.connection.status !== connection.status;
  const watched = new Map(state.watched);
  watched.set(connection.id, {
    connection,
    changedAtMs: isChanged ? momentOf(connection, state.nowMs) : (before?.changedAtMs ?? null),
    isTermination: (before?.isTermination ?? false) || isRequested(connection),
    returnedAfterMs: before ? before.returnedAfterMs : returnOf(state.watched, connection),
    before: before?.before ?? null,
  });
  return { ...state, watched };
}

function isRequested({ status }: Connection): boolean {
  return status === 'terminating' || status === 'failed-to-terminate';
}

function momentOf({ establishedAt, endedAt, status }: Connection, nowMs: number): number {
  return status === 'active' ? Date.parse(establishedAt) : endedAt === null ? nowMs : Date.parse(endedAt);
}

/** The time from a termination of the same name on this endpoint to this connection; null without one. */
function returnOf(watched: FleetState['watched'], connection: Connection): number | null {
  const since = Date.parse(connection.establishedAt);
  let shortest: number | null = null;
  for (const { connection: other, isTermination } of watched.values()) {
    const isSame = other.endpointId === connection.endpointId && nameOf(other) === nameOf(connection);
    if (!isSame || other.endedAt === null || !isTermination) continue;
    const gap = since - Date.parse(other.endedAt);
    if (gap >= 0 && gap < returnsWithinMs && gap < (shortest ?? returnsWithinMs)) shortest = gap;
  }
  return shortest;
}

export function nameOf({ username, commonName }: Connection): string {
  return username || commonName || 'without a name';
}

/** Bytes a second, both ways together, between the last two polls. Computed for the few rows that are drawn. */
export function rateOf({ connection, before }: Watched): number {
  if (before === null || connection.status !== 'active') return 0;
  return Math.max(0, Number(bytes(connection) - bytes(before.connection)) / before.seconds);
}

function bytes({ bytesSent, bytesReceived }: Connection): bigint {
  return BigInt(bytesSent) + BigInt(bytesReceived);
}
