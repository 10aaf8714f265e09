import { type Connection, isLive } from '../../src/domain/connection.ts';
import { foundFrom } from '../../src/domain/connection-list.ts';
import { select } from '../../src/domain/target.ts';
import type { Progress, Snapshot } from '../../src/ports/vpn-gateway.ts';

/** A snapshot of a plain list: what the packed ones must be equal to. */
export function memorySnapshot(
  connections: readonly Connection[],
  asOf: Date,
  progress?: Progress,
  isUnassociated = false,
): Snapshot {
  return {
    asOf,
    live: connections.filter(isLive).length,
    progress,
    isUnassociated,
    stale: undefined,
    isRefreshing: false,
    select: (target, phase, arrangement) =>
      foundFrom(
        select(connections, target).filter((connection) => isLive(connection) === (phase === 'live')),
        phase,
        arrangement,
        asOf,
      ),
  };
}
