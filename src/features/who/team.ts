import type { Coverage, ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { GroupId, PersonId } from '../../domain/ids.ts';
import { type Person, vpnNamesOf } from '../../domain/person.ts';
import { hasAnyName } from '../../domain/users.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { lookAgeMs } from '../../ports/directory.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import { possibleMatcher } from '../connections/possible-matches.ts';
import { requireClaims } from '../connections/resolve-target.ts';

/** Which members of a user group are connected, and which are not. */
export interface TeamList extends Coverage {
  readonly on: readonly MemberConnections[];
  readonly off: readonly Person[];
  /** Members for whom only possible matches were found. */
  readonly possible: readonly MemberConnections[];
  /** Endpoints without user names: someone in `off` may be connected there under a certificate's name. */
  readonly certificateOnly: readonly Endpoint[];
  /** Members without a VPN name: they may or may not be connected. */
  readonly unknown: readonly Person[];
  /** Members whom the workspace did not return, or not in time: they may or may not be connected. */
  readonly unverifiable: readonly PersonId[];
}

interface MemberConnections {
  readonly person: Person;
  readonly connections: readonly ListedConnection[];
}

/** Looks up the connections of every member of a user group. */
export async function listTeam(
  app: ReadContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  group: GroupId,
  freshness: Freshness,
): Promise<TeamList> {
  requireClaims(app.rules);
  const ids = await app.directory.membersOf(group);
  const lookups = await app.directory.lookUpAll(ids, { maxAgeMs: lookAgeMs });
  const members = lookups.flatMap((lookup) => {
    if (lookup.kind !== 'found') return [];
    return [{ person: lookup.person, names: vpnNamesOf(lookup.person, app.rules.people) }];
  });
  const named = members.filter(({ names }) => names.length > 0);

  // A group has many names: asking EC2 for each in all its spellings would cost more than reading the complete list.
  const target = { kind: 'names', names: named.flatMap(({ names }) => names) } as const;
  const ask = { phase: 'live', narrows: false, ...freshness } as const;
  const list = await listFromSnapshots(app, access, endpoints, target, ask);
  const { connections, total, possible, ...coverage } = list;

  const live = connections.slice();
  const results = named.map(({ person, names }) => {
    const isTheirs = ({ connection }: ListedConnection) => hasAnyName(connection, names);
    const mayBeTheirs = possibleMatcher(names);
    return {
      person,
      connections: live.filter(isTheirs),
      possible: possible.connections.filter(({ connection }) => mayBeTheirs(connection)),
    };
  });
  const unseen = results.filter((member) => member.connections.length === 0);
  return {
    ...coverage,
    on: results
      .filter((member) => member.connections.length > 0)
      .map((member) => ({ person: member.person, connections: member.connections })),
    off: unseen.filter((member) => member.possible.length === 0).map(({ person }) => person),
    possible: unseen
      .filter((member) => member.possible.length > 0)
      .map((member) => ({ person: member.person, connections: member.possible })),
    certificateOnly: possible.certificateOnly,
    unknown: members.filter(({ names }) => names.length === 0).map(({ person }) => person),
    unverifiable: ids.filter((_, index) => lookups[index]?.kind !== 'found'),
  };
}
