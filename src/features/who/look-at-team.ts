import type { ListedConnection, TeamList } from '../../domain/connection-list.ts';
import { possibleMatcher } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { GroupId, PersonId } from '../../domain/ids.ts';
import { type Person, vpnNamesOf } from '../../domain/person.ts';
import { bearsAny } from '../../domain/users.ts';
import type { Situation } from '../../policy/decide.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import { lookAgeMs } from '../../ports/directory.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';

/** Looks up the connections of every member of a user group. */
export async function lookAtTeam(
  app: ReadContext,
  situation: Situation,
  endpoints: readonly Endpoint[],
  group: GroupId,
  freshness: Freshness = whole,
): Promise<TeamList> {
  const members = await membersOf(app, group);
  const names = members.known.flatMap((person) => vpnNamesOf(person, app.rules.people));
  const target = { kind: 'names', names } as const;
  // A group has many names: asking EC2 for each in all its spellings would cost more than reading the complete list.
  const ask = { life: 'live', narrows: false, ...freshness } as const;
  const list = await listFromSnapshots(app, situation, endpoints, target, ask);
  const { missing, asOf, older, unrefreshed, unassociated, reading, possible } = list;

  const live = list.sessions.slice();
  const seen = members.known.map((person) => ({ person, sessions: sessionsOf(app, person, live) }));
  const unseen = seen.filter((member) => member.sessions.length === 0).map(({ person }) => person);
  const maybe = unseen.map((person) => {
    const mayBeTheirs = possibleMatcher(vpnNamesOf(person, app.rules.people));
    return { person, sessions: possible.connections.filter(({ connection }) => mayBeTheirs(connection)) };
  });
  return {
    on: seen.filter((member) => member.sessions.length > 0),
    off: maybe.filter(({ sessions }) => sessions.length === 0).map(({ person }) => person),
    possible: maybe.filter(({ sessions }) => sessions.length > 0),
    certificateOnly: possible.certificateOnly,
    unknown: members.unknown,
    unverifiable: members.unverifiable,
    endpoints,
    missing,
    asOf,
    older,
    unrefreshed,
    unassociated,
    reading,
  };
}

async function membersOf(
  { directory, rules }: AppContext,
  group: GroupId,
): Promise<{
  known: readonly Person[];
  unknown: readonly Person[];
  unverifiable: readonly PersonId[];
}> {
  const ids = await directory.membersOf(group);
  const lookups = await directory.lookUpAll(ids, { maxAgeMs: lookAgeMs });

  const people = lookups.flatMap((lookup) => (lookup.kind === 'found' ? [lookup.person] : []));
  const isKnown = (person: Person) => vpnNamesOf(person, rules.people).length > 0;
  return {
    known: people.filter(isKnown),
    unknown: people.filter((person) => !isKnown(person)),
    unverifiable: ids.filter((_, index) => lookups[index]?.kind !== 'found'),
  };
}

function sessionsOf(
  app: AppContext,
  person: Person,
  sessions: readonly ListedConnection[],
): readonly ListedConnection[] {
  const names = vpnNamesOf(person, app.rules.people);
  return sessions.filter(({ connection }) => bearsAny(connection, names));
}
