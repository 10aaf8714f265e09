import { isLive } from '../../core/connection.ts';
import type { Situation } from '../../core/decide.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import { inOrder, type Target } from '../../core/selection.ts';
import type { SeenSession, Sighting } from '../../core/sighting.ts';
import type { World } from '../../ports/world.ts';
import { type Look, lookAt } from './look.ts';
import { mayEnd } from './may-end.ts';

/** Looks for a target and shows what this person, here, may do about each session found. */
export async function sight(
  world: Pick<World, 'clock' | 'rules' | 'vpn'>,
  situation: Situation,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<Sighting> {
  const look = await lookAt(world.vpn, endpoints, target);

  return {
    sessions: seenSessions(world, situation, look),
    among: amongAll(look),
    endpoints,
    missing: look.missing,
    asOf: world.clock.now(),
  };
}

function seenSessions(world: Pick<World, 'rules'>, situation: Situation, look: Look): readonly SeenSession[] {
  const seen = look.found.flatMap(({ endpoint, connections }) =>
    connections.map((connection) => ({
      connection,
      endpoint,
      mayEnd: isLive(connection) && mayEnd(world.rules, situation, endpoint, connection),
    })),
  );
  return inOrder(seen);
}

function amongAll(look: Look): number | undefined {
  const counts = look.found.map(({ among }) => among);
  return counts.every((count) => count !== undefined)
    ? counts.reduce((sum, count) => sum + count, 0)
    : undefined;
}
