import { type Connection, isLive } from '../../../core/connection.ts';
import type { ActingSituation } from '../../../core/decide.ts';
import type { KickFinding, Unmet } from '../../../core/kick-finding.ts';
import type { PeopleRule } from '../../../core/person.ts';
import { noPossibleMatches } from '../../../core/possible-matches.ts';
import { type ExactTarget, inOrder } from '../../../core/selection.ts';
import type { SeenSession } from '../../../core/sighting.ts';
import { bearsAny, isOfUser } from '../../../core/users.ts';
import type { ManyWhom } from '../../../core/whom.ts';
import type { World } from '../../../ports/world.ts';
import { chooseEndpoints } from '../look/choose-endpoints.ts';
import { lookAt, withoutNetwork } from '../look/look.ts';
import { type Asked, namesAsked } from '../look/names-asked.ts';
import { possibleMatches } from '../look/possible-matches.ts';
import { listsOf } from '../look/sight.ts';
import { actorIn, foreseenNeed } from './need-for.ts';

/**
 * Looks up afresh whose sessions a kick of many would end, and decides whether that may be done here.
 */
export async function findManyToEnd(
  world: World,
  situation: ActingSituation,
  whom: ManyWhom,
  on: string | undefined,
): Promise<KickFinding> {
  const choice = chooseEndpoints(world.rules, situation, 'kick-many', on);
  if (choice.kind !== 'chosen') return choice;
  const { endpoints } = choice;
  // Everyone everywhere is never meant.
  if (whom.kind === 'everyone' && on === undefined)
    return { kind: 'unknown_endpoint', text: '', known: endpoints.map(({ name }) => name) };

  const asked = whom.kind === 'everyone' ? undefined : await namesAsked(world, whom.whom);
  const target = targetFrom(asked);
  const { found, missing } = await lookAt(world.vpn, endpoints, target);
  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.filter(isLive).map((connection) => ({ connection, endpoint, mayEnd: true })),
  );
  const isMeant = ({ connection }: SeenSession) =>
    asked?.some((one) => isOfAsked(connection, one, world.rules.people)) ?? true;
  const live = seen.filter(isMeant);
  const otherUsers = seen.filter((session) => !isMeant(session));
  const beyond = on === undefined ? world.rules.endpoints.filter((one) => !endpoints.includes(one)) : [];
  const unmet = unmetAmong(
    asked ?? [],
    live.map(({ connection }) => connection),
    world.rules.people,
  );
  const where = { lists: listsOf(found), endpoints };
  const possible =
    target.kind === 'names'
      ? await possibleMatches(world, situation, target.names, where)
      : noPossibleMatches;
  if (live.length === 0) {
    const unassociated = withoutNetwork(found);
    return { kind: 'none', whom, missing, unassociated, beyond, unmet, otherUsers, possible };
  }

  const need = await foreseenNeed(world, {
    ...actorIn(situation),
    connections: live.map(({ connection }) => connection),
    target,
  });
  // Who is kept out is kept out one at a time.
  return {
    kind: 'found',
    target,
    sessions: inOrder(live),
    missing,
    beyond,
    need,
    mayBlock: false,
    unmet,
    otherUsers,
    hitsOtherUsers: false,
    possible,
  };
}

function targetFrom(asked: readonly Asked[] | undefined): ExactTarget {
  if (asked === undefined) return { kind: 'everyone' };
  return { kind: 'names', names: [...new Set(asked.flatMap(({ names }) => names))] };
}

/** A person means their own connections; a name that was typed, every connection that bears it. */
function isOfAsked(connection: Connection, { whom, names }: Asked, people: PeopleRule): boolean {
  return whom.kind === 'person' ? isOfUser(connection, names, people) : bearsAny(connection, names);
}

/** Of a group it is no news who is off. */
function unmetAmong(
  asked: readonly Asked[],
  live: readonly Connection[],
  people: PeopleRule,
): readonly Unmet[] {
  return asked.flatMap((one): Unmet[] => {
    const { whom, names, isOfGroup } = one;
    if (one.isUnverifiable) return [{ whom, why: 'unverifiable' }];
    if (names.length === 0) return [{ whom, why: 'nameless' }];
    const isOn = isOfGroup || live.some((connection) => isOfAsked(connection, one, people));
    return isOn ? [] : [{ whom, why: 'off' }];
  });
}
