import { isLive } from '../../../core/connection.ts';
import type { Situation } from '../../../core/decide.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { inOrder, type Target } from '../../../core/selection.ts';
import type { MissingEndpoint, SeenSession } from '../../../core/sighting.ts';
import type { Snapshot } from '../../../ports/snapshots.ts';
import type { World } from '../../../ports/world.ts';
import { mayEnd } from '../may-end.ts';
import { type EndpointLook, livingIn, lookAt } from './look.ts';

/** What acts are decided by: every session of the target, as it is now. */
export interface Sight {
  readonly sessions: readonly SeenSession[];
  /** Endpoints that did not answer: the sight says nothing about them. */
  readonly missing: readonly MissingEndpoint[];
  /** The whole lists that were read for it: they tell of other names as well, as of the same moment. */
  readonly lists: readonly EndpointList[];
}

export interface EndpointList extends Pick<EndpointLook, 'endpoint' | 'isDirectory'> {
  readonly list: Snapshot;
}

/** Looks for a target as it is now, and says of each session what this person, here, may do about it. */
export async function sight(
  world: Pick<World, 'rules' | 'vpn'>,
  situation: Situation,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<Sight> {
  const { found, missing } = await lookAt(world.vpn, endpoints, target);

  return {
    sessions: seenFrom(world, situation, found),
    missing,
    lists: listsOf(found),
  };
}

/** The whole lists that a look has read. */
export function listsOf<T extends { readonly list: Snapshot | undefined }>(
  found: readonly T[],
): readonly (T & { readonly list: Snapshot })[] {
  return found.flatMap((look) => (look.list === undefined ? [] : [{ ...look, list: look.list }]));
}

/** Picks the living sessions of another target from lists that were read already. */
export function sightIn(
  world: Pick<World, 'rules'>,
  situation: Situation,
  lists: readonly EndpointList[],
  target: Target,
): readonly SeenSession[] {
  const found = lists.map(({ endpoint, list, isDirectory }) => ({
    endpoint,
    connections: livingIn(list, target, isDirectory),
  }));
  return seenFrom(world, situation, found);
}

function seenFrom(
  { rules }: Pick<World, 'rules'>,
  situation: Situation,
  found: readonly Pick<EndpointLook, 'endpoint' | 'connections'>[],
): readonly SeenSession[] {
  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.map((connection) => ({
      connection,
      endpoint,
      mayEnd: isLive(connection) && mayEnd(rules, situation, endpoint, connection),
    })),
  );
  return inOrder(seen);
}
