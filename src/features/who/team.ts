import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { GroupId, PersonId } from '../../domain/ids.ts';
import { vpnNamesOf } from '../../domain/person.ts';
import type { Member, TeamList } from '../../domain/team-list.ts';
import { hasAnyName } from '../../domain/users.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { lookAgeMs } from '../../ports/directory.ts';
import type { Freshness } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import { withOrigins } from '../connections/origins.ts';
import { possibleMatcher } from '../connections/possible-matches.ts';
import { requireClaims } from '../connections/resolve-target.ts';
import { maxTeamRows } from './team-message.ts';

/** Looks up the connections of every member of a user group. */
export async function listTeam(
  app: ReadContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  group: GroupId,
  freshness: Freshness,
): Promise<TeamList> {
  const ids = await app.directory.membersOf(group);
  const members = await membersFrom(app, ids, lookAgeMs);
  return listMembers(app, access, endpoints, members, freshness);
}

/** People whose connections are looked up together. */
export interface Members {
  readonly members: readonly { readonly person: Member; readonly names: readonly string[] }[];
  /** Those among them whom the workspace did not return. */
  readonly unverifiable: readonly PersonId[];
}

/** Looks up people with their VPN names. @param maxAgeMs How old the answers may be. */
export async function membersFrom(
  app: Pick<ReadContext, 'directory' | 'rules'>,
  ids: readonly PersonId[],
  maxAgeMs: number,
): Promise<Members> {
  requireClaims(app.rules);
  const lookups = await app.directory.lookUpAll(ids, { maxAgeMs });
  const members = lookups.flatMap((lookup) => {
    if (lookup.kind !== 'found') return [];
    return [{ person: lookup.person, names: vpnNamesOf(lookup.person, app.rules.people) }];
  });
  return { members, unverifiable: ids.filter((_, index) => lookups[index]?.kind !== 'found') };
}

/** Looks up the connections of these people. */
export async function listMembers(
  app: ReadContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  { members, unverifiable }: Members,
  freshness: Freshness,
): Promise<TeamList> {
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
    unverifiable,
  };
}

/** Adds from where and with which device the members are connected, for a list that one person alone sees. */
export async function withTeamOrigins(
  app: ReadContext,
  access: AccessContext,
  team: TeamList,
): Promise<TeamList> {
  const rows = team.on.flatMap(({ connections }) => connections).slice(0, maxTeamRows);
  const shown = new Map((await withOrigins(app, access, rows)).map((row) => [row.connection.id, row]));
  const on = team.on.map(({ person, connections }) => ({
    person,
    connections: connections.map((row) => shown.get(row.connection.id) ?? row),
  }));
  return { ...team, on };
}
