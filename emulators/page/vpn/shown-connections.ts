import { type FleetState, nameOf, type Watched } from './fleet-state.ts';

export interface ConnectionFilter {
  /** Null shows every endpoint. */
  readonly endpointId: string | null;
  readonly text: string;
  readonly isEnded: boolean;
}

/** So long an ended connection stays among the living, at the top, where its end is seen. */
const lingersMs = 45_000;

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
    .sort((a, b) => rank(a) - rank(b) || latestFirst(a, b));
}

function isWanted({ connection, changedAtMs }: Watched, isEnded: boolean, nowMs: number): boolean {
  if (isEnded) return connection.endedAt !== null;
  if (connection.endedAt === null) return true;
  return changedAtMs !== null && nowMs - Date.parse(connection.endedAt) < lingersMs;
}

function rank({ connection }: Watched): number {
  return connection.status === 'active' ? 1 : 0;
}

function latestFirst(a: Watched, b: Watched): number {
  const at = ({ connection }: Watched) => connection.endedAt ?? connection.establishedAt;
  return at(a) < at(b) ? 1 : at(a) > at(b) ? -1 : 0;
}
