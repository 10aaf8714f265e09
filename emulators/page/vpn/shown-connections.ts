import { type FleetState, nameOf, type Watched } from './fleet-state.ts';

export interface ConnectionFilter {
  /** Null shows every endpoint. */
  readonly endpointId: string | null;
  readonly text: string;
  readonly isEnded: boolean;
}

/** How long a terminated connection stays at the top of the active ones, so that its end is seen. */
const terminatedLingersMs = 45_000;
/** How long a connection that ended by itself is shown as left. */
const leftLingersMs = 6_000;

/** The connections to show: what is ending comes first, then the latest. */
export function shownConnections(state: FleetState, filter: ConnectionFilter): readonly Watched[] {
  const text = filter.text.trim().toLowerCase();
  return [...state.watched.values()]
    .filter(
      (watched) =>
        isWanted(watched, filter.isEnded, state.nowMs) &&
        (filter.endpointId === null || watched.connection.endpointId === filter.endpointId) &&
        (text === '' || nameOf(watched.connection).toLowerCase().includes(text)),
    )
    .sort((a, b) => (filter.isEnded ? 0 : rank(a) - rank(b)) || latestFirst(a, b, filter.isEnded));
}

function isWanted(
  { connection, changedAtMs, isTermination }: Watched,
  isEnded: boolean,
  nowMs: number,
): boolean {
  if (isEnded) return connection.endedAt !== null;
  if (connection.endedAt === null) return true;
  const lingersMs = isTermination ? terminatedLingersMs : leftLingersMs;
  return changedAtMs !== null && nowMs - Date.parse(connection.endedAt) < lingersMs;
}

function rank({ isTermination }: Watched): number {
  return isTermination ? 0 : 1;
}

function latestFirst(a: Watched, b: Watched, byEnd: boolean): number {
  const at = ({ connection }: Watched) => (byEnd ? connection.endedAt : null) ?? connection.establishedAt;
  return at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0;
}
