import { type Connection, isLive } from '../../core/connection.ts';
import { isProtected } from '../../core/protected-names.ts';
import type { ExactTarget } from '../../core/selection.ts';
import type { MissingEndpoint } from '../../core/sighting.ts';
import { namesOn } from '../../core/vpn-name.ts';
import type { World } from '../../ports/world.ts';
import { endSessions, type Onlooker, type Round } from './end-sessions.ts';
import { lookAt } from './look.ts';

/** Someone who is back after this many rounds has to be kept out, not kicked once more. */
const mostRounds = 3;

export interface EndedOnEndpoint {
  /** Sessions of the target that were there again after the last round. */
  readonly stillOn: readonly Connection[];
  /** The endpoint, when the last look did not succeed: then nobody knows whether someone is still on. */
  readonly missing: readonly MissingEndpoint[];
}

/** Ends one round; when every session of a name is meant, looks again and goes on until none is left. */
export async function endOnEndpoint(
  world: World,
  first: Round,
  target: ExactTarget,
  onlooker: Onlooker,
): Promise<EndedOnEndpoint> {
  const known = new Set<string>();
  let connections = first.connections;

  for (let round = 1; ; round += 1) {
    const part = await endSessions(world, { ...first, connections }, onlooker);
    for (const { connection } of part.sessions) known.add(connection.id);
    if (!first.endsAll) return { stillOn: [], missing: [] };

    const look = await lookAt(world.vpn, [first.endpoint], target);
    const live = look.found.flatMap(({ connections: found }) => found.filter(isLive));
    connections = live.filter(({ id }) => !known.has(id));
    const isOver = connections.length === 0 || round === mostRounds;
    if (isOver || needsSecondPerson(world, connections))
      return { stillOn: connections, missing: look.missing };
  }
}

function needsSecondPerson({ rules }: World, connections: readonly Connection[]): boolean {
  return connections.some((connection) => isProtected(namesOn(connection), rules.protected));
}
