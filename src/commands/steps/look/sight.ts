import { isLive } from '../../../core/connection.ts';
import type { Situation } from '../../../core/decide.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { inOrder, type Target } from '../../../core/selection.ts';
import type { MissingEndpoint, SeenSession } from '../../../core/sighting.ts';
import type { World } from '../../../ports/world.ts';
import { mayEnd } from '../may-end.ts';
import { lookAt } from './look.ts';

/** What acts are decided by: every session of the target, as it is now. */
export interface Sight {
  readonly sessions: readonly SeenSession[];
  /** Endpoints that did not answer: the sight says nothing about them. */
  readonly missing: readonly MissingEndpoint[];
}

/** Looks for a target as it is now, and says of each session what this person, here, may do about it. */
export async function sight(
  world: Pick<World, 'rules' | 'vpn'>,
  situation: Situation,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<Sight> {
  const { found, missing } = await lookAt(world.vpn, endpoints, target);

  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.map((connection) => ({
      connection,
      endpoint,
      mayEnd: isLive(connection) && mayEnd(world.rules, situation, endpoint, connection),
    })),
  );
  return { sessions: inOrder(seen), missing };
}
