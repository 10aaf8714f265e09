import { isLive } from '../../../core/connection.ts';
import type { Situation } from '../../../core/decide.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { merged } from '../../../core/found.ts';
import { noPossibleMatches, type PossibleMatches } from '../../../core/possible-matches.ts';
import type { Target } from '../../../core/selection.ts';
import type { OlderPart, Reading, Sighting, UnrefreshedPart } from '../../../core/sighting.ts';
import type { LookingWorld } from '../../../ports/world.ts';
import { mayEnd } from '../may-end.ts';
import { lookRecently, type RecentAsk, type RecentLook } from './look-recently.ts';
import { possibleMatches } from './possible-matches.ts';
import { listsOf } from './sight.ts';

/** Moments so close together are one to people. */
const sameMomentMs = 1_000;

/** Looks for a target, and shows what this person, here, may do about each session found. */
export async function sightRecently(
  world: Pick<LookingWorld, 'clock' | 'rules' | 'vpn' | 'snapshots'>,
  situation: Situation,
  endpoints: readonly Endpoint[],
  target: Target,
  ask: RecentAsk,
): Promise<Sighting> {
  const { looks, missing } = await lookRecently(world, endpoints, target, ask);
  const asOf = latestOf(looks) ?? world.clock.now();

  return {
    sessions: merged(
      looks.map(({ found }) => found),
      (connection, part) => {
        const endpoint = looks[part]?.endpoint;
        if (endpoint === undefined) throw new RangeError(`nothing was looked at in place ${part}`);
        const mayEndIt = isLive(connection) && mayEnd(world.rules, situation, endpoint, connection);
        return { connection, endpoint, mayEnd: mayEndIt };
      },
    ),
    among: amongAll(looks),
    possible: await possibleIn(world, situation, endpoints, target, ask, looks),
    endpoints,
    missing,
    asOf,
    older: looks.flatMap((look) => olderPart(look, asOf)),
    unrefreshed: looks.flatMap(({ endpoint, asOf: readAt, unrefreshed }): UnrefreshedPart[] =>
      unrefreshed === undefined ? [] : [{ endpoint, asOf: readAt, ...unrefreshed }],
    ),
    unassociated: looks.flatMap(({ endpoint, isUnassociated }) => (isUnassociated ? [endpoint] : [])),
    reading: looks.flatMap(({ endpoint, progress }): Reading[] =>
      progress === undefined ? [] : [{ endpoint, ...progress }],
    ),
  };
}

async function possibleIn(
  world: Pick<LookingWorld, 'rules' | 'vpn'>,
  situation: Situation,
  endpoints: readonly Endpoint[],
  target: Target,
  { life }: RecentAsk,
  looks: readonly RecentLook[],
): Promise<PossibleMatches> {
  if (target.kind !== 'names') return noPossibleMatches;
  return possibleMatches(world, situation, target.names, { lists: listsOf(looks), endpoints, life });
}

function latestOf(looks: readonly RecentLook[]): Date | undefined {
  const [first, ...others] = looks.map(({ asOf }) => asOf);
  return others.reduce((latest, asOf) => (latest === undefined || asOf > latest ? asOf : latest), first);
}

function olderPart({ endpoint, asOf }: RecentLook, latest: Date): readonly OlderPart[] {
  return latest.getTime() - asOf.getTime() >= sameMomentMs ? [{ endpoint, asOf }] : [];
}

function amongAll(looks: readonly RecentLook[]): number | undefined {
  const counts = looks.map(({ among }) => among);
  return counts.every((count) => count !== undefined)
    ? counts.reduce((sum, count) => sum + count, 0)
    : undefined;
}
