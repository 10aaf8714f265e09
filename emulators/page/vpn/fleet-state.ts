import type {
  Call,
  Connection,
  Endpoint,
  Fleet,
  Happening,
  TurnedAway,
  Weather,
} from '../../ec2/control/control-protocol.ts';

/** A connection and what the page has seen happen to it. */
export interface Watched {
  readonly connection: Connection;
  /** Emulator's time in milliseconds at which it appeared or its status changed, if the page saw it. */
  readonly changedAtMs: number | null;
  /** Whether the page saw AWS end it on request, or fail to; others leave by themselves. */
  readonly isTermination: boolean;
  /** Set when the same name had been thrown off this endpoint shortly before. */
  readonly returnedAfterMs: number | null;
  /** As it was at the look before, and how many seconds earlier that was. */
  readonly before: { readonly connection: Connection; readonly seconds: number } | null;
}

export interface FleetState {
  readonly nowMs: number;
  readonly endpoints: readonly Endpoint[];
  /** By connection id. */
  readonly watched: ReadonlyMap<string, Watched>;
  readonly weather: Weather;
  /** Clients that a connect handler did not let in, the latest first. */
  readonly turnedAway: readonly TurnedAway[];
  /** The latest first. */
  readonly calls: readonly Call[];
}

export const noFleet: FleetState = {
  nowMs: 0,
  endpoints: [],
  watched: new Map(),
  weather: {},
  turnedAway: [],
  calls: [],
};

const mostCalls = 300;
const mostTurnedAway = 20;
const returnsWithinMs = 5 * 60_000;

/** The state after a look at the whole fleet. Counters move between looks only: no happening tells of them. */
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
  const { endpoints, weather, turnedAway } = fleet;
  return { ...state, nowMs, watched, endpoints, weather, turnedAway };
}

export function withCalls(state: FleetState, calls: readonly Call[]): FleetState {
  const newest = calls.toSorted((a, b) => b.number - a.number);
  return { ...state, calls: [...newest, ...state.calls].slice(0, mostCalls) };
}

export function reduceHappening(state: FleetState, happening: Happening): FleetState {
  switch (happening.kind) {
    case 'connection':
      return withConnection(state, happening.connection);
    case 'gone': {
      const watched = new Map(state.watched);
      watched.delete(happening.connectionId);
      return { ...state, watched };
    }
    case 'endpoint': {
      const at = state.endpoints.findIndex(({ id }) => id === happening.endpoint.id);
      return at < 0 ? state : { ...state, endpoints: state.endpoints.with(at, happening.endpoint) };
    }
    case 'turned-away':
      return { ...state, turnedAway: [happening.turnedAway, ...state.turnedAway].slice(0, mostTurnedAway) };
    case 'call':
      return withCalls(state, [happening.call]);
    case 'weather':
      return { ...state, weather: happening.weather };
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
    returnedAfterMs: before ? before.returnedAfterMs : returnOf(state, connection),
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

/** How long the same name had been off this endpoint after being thrown off, if that is why it was. */
function returnOf(state: FleetState, connection: Connection): number | null {
  const since = Date.parse(connection.establishedAt);
  let shortest: number | null = null;
  for (const { connection: other, isTermination } of state.watched.values()) {
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

/** Bytes a second, both ways together, between the last two looks. Worked out for the few rows that are drawn. */
export function rateOf({ connection, before }: Watched): number {
  if (before === null || connection.status !== 'active') return 0;
  return Math.max(0, Number(bytes(connection) - bytes(before.connection)) / before.seconds);
}

function bytes({ bytesSent, bytesReceived }: Connection): bigint {
  return BigInt(bytesSent) + BigInt(bytesReceived);
}
