import { type Connection, isLive } from '../../src/core/connection.ts';
import { foundFrom } from '../../src/core/found.ts';
import { select } from '../../src/core/selection.ts';
import type { Progress, Snapshot } from '../../src/ports/snapshots.ts';

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
    unrefreshed: undefined,
    select: (target, life) =>
      foundFrom(
        select(connections, target).filter((connection) => isLive(connection) === (life === 'live')),
        life,
      ),
  };
}
