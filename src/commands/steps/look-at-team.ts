import { isLive } from '../../core/connection.ts';
import type { Situation } from '../../core/decide.ts';
import type { Endpoint } from '../../core/endpoint.ts';
import type { GroupId, PersonId } from '../../core/ids.ts';
import { type Person, vpnNamesOf } from '../../core/person.ts';
import type { SeenSession, TeamSighting } from '../../core/sighting.ts';
import { isSameName, namesOn } from '../../core/vpn-name.ts';
import type { World } from '../../ports/world.ts';
import { sight } from './sight.ts';

/** Looks for every member of a user group at once. */
export async function lookAtTeam(
  world: World,
  situation: Situation,
  endpoints: readonly Endpoint[],
  group: GroupId,
): Promise<TeamSighting> {
  const members = await membersOf(world, group);
  const names = members.known.flatMap((person) => vpnNamesOf(person, world.rules.people));
  const { sessions, missing, asOf } = await sight(world, situation, endpoints, { kind: 'names', names });

  const live = sessions.filter(({ connection }) => isLive(connection));
  const seen = members.known.map((person) => ({ person, sessions: sessionsOf(world, person, live) }));
  return {
    on: seen.filter((member) => member.sessions.length > 0),
    off: seen.filter((member) => member.sessions.length === 0).map(({ person }) => person),
    unknown: members.unknown,
    endpoints,
    missing,
    asOf,
  };
}

async function membersOf(
  { directory, rules }: World,
  group: GroupId,
): Promise<{ known: readonly Person[]; unknown: readonly PersonId[] }> {
  const ids = await directory.membersOf(group);
  const lookups = await Promise.all(ids.map(async (id) => ({ id, lookup: await directory.person(id) })));

  const known = lookups.flatMap(({ lookup }) =>
    lookup.kind === 'found' && vpnNamesOf(lookup.person, rules.people).length > 0 ? [lookup.person] : [],
  );
  const isKnown = new Set(known.map(({ id }) => id));
  return { known, unknown: ids.filter((id) => !isKnown.has(id)) };
}

function sessionsOf(world: World, person: Person, sessions: readonly SeenSession[]): readonly SeenSession[] {
  const names = vpnNamesOf(person, world.rules.people);
  return sessions.filter(({ connection }) =>
    namesOn(connection).some((name) => names.some((own) => isSameName(own, name))),
  );
}
