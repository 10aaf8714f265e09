import {
  type ConnectionList,
  type ListedConnection,
  possibleMatcher,
  type TeamList,
} from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import type { GroupId, PersonId } from '../../domain/ids.ts';
import { type Person, vpnNamesOf } from '../../domain/person.ts';
import type { SingleTargetRef, TargetRef } from '../../domain/target.ts';
import { bearsAny } from '../../domain/users.ts';
import {
  type AccessContext,
  type Audience,
  authorize,
  authorizeAudience,
  type Denial,
} from '../../policy/authorize.ts';
import { loadAccess, loadActionAccess, type Requester } from '../../policy/load-access.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import { lookAgeMs } from '../../ports/directory.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { listFromSnapshots } from '../connections/list-from-snapshots.ts';
import {
  chooseEndpoints,
  type EndpointChoice,
  ownTargetOf,
  type TargetOf,
  targetOf,
} from '../connections/resolve-target.ts';

export interface WhoRequest {
  readonly requester: Requester;
  readonly targetRef: TargetRef;
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
  readonly audience: Audience;
  /** Without it, the lookup waits for the complete list. */
  readonly freshness?: Freshness;
}

export type WhoResult =
  | Exclude<EndpointChoice, { kind: 'chosen' }>
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'seen';
      readonly connectionList: ConnectionList;
      /** Number of connections that are left out of the list of one's own. */
      readonly notOwn?: number;
    }
  | { readonly kind: 'team'; readonly team: TeamList };

/** Lists who is connected: everyone, those whose name matches a text, one person, or a user group. */
export async function who(app: ReadContext, request: WhoRequest): Promise<WhoResult> {
  const { requester, audience } = request;
  // Sharing posts in the channel, so it is authorized like an action.
  const access =
    audience === 'channel' ? await loadActionAccess(app, requester) : await loadAccess(app, requester);
  const shown = authorizeAudience(app.rules, access, 'who', audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };

  const choice = chooseEndpoints(app.rules, access, 'see', request.on);
  if (choice.kind !== 'chosen') return choice;

  return request.targetRef.kind === 'group'
    ? {
        kind: 'team',
        team: await listTeam(app, access, choice.endpoints, request.targetRef.group, request.freshness),
      }
    : listTarget(app, access, choice.endpoints, request.targetRef, request.freshness);
}

async function listTarget(
  app: ReadContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  targetRef: SingleTargetRef,
  freshness = whole,
): Promise<WhoResult> {
  const resolved = await targetOf(app, targetRef);
  if (resolved.kind !== 'target') return resolved;

  const ask = { phase: 'live', narrows: true, ...freshness } as const;
  return {
    kind: 'seen',
    connectionList: await listFromSnapshots(app, access, endpoints, resolved.target, ask),
  };
}

/** Looks up the connections of every member of a user group. */
async function listTeam(
  app: ReadContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  group: GroupId,
  freshness: Freshness = whole,
): Promise<TeamList> {
  const members = await membersOf(app, group);
  const names = members.known.flatMap((person) => vpnNamesOf(person, app.rules.people));
  const target = { kind: 'names', names } as const;
  // A group has many names: asking EC2 for each in all its spellings would cost more than reading the complete list.
  const ask = { phase: 'live', narrows: false, ...freshness } as const;
  const list = await listFromSnapshots(app, access, endpoints, target, ask);
  const { unavailable, asOf, older, stale, unassociated, reading, possible } = list;

  const live = list.connections.slice();
  const seen = members.known.map((person) => ({ person, connections: connectionsOf(app, person, live) }));
  const unseen = seen.filter((member) => member.connections.length === 0).map(({ person }) => person);
  const maybe = unseen.map((person) => {
    const mayBeTheirs = possibleMatcher(vpnNamesOf(person, app.rules.people));
    return { person, connections: possible.connections.filter(({ connection }) => mayBeTheirs(connection)) };
  });
  return {
    on: seen.filter((member) => member.connections.length > 0),
    off: maybe.filter(({ connections }) => connections.length === 0).map(({ person }) => person),
    possible: maybe.filter(({ connections }) => connections.length > 0),
    certificateOnly: possible.certificateOnly,
    unknown: members.unknown,
    unverifiable: members.unverifiable,
    endpoints,
    unavailable,
    asOf,
    older,
    stale,
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

function connectionsOf(
  app: AppContext,
  person: Person,
  connections: readonly ListedConnection[],
): readonly ListedConnection[] {
  const names = vpnNamesOf(person, app.rules.people);
  return connections.filter(({ connection }) => bearsAny(connection, names));
}

type MeResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | Exclude<TargetOf<never>, { kind: 'target' }>
  | {
      readonly kind: 'seen';
      readonly connectionList: ConnectionList;
      /** How many connections have a name of theirs but are, or may be, those of other users; they are not shown. */
      readonly notOwn: number;
    };

/** Lists a full member's own connections, whichever channel they ask in. */
export async function me(
  app: ReadContext,
  request: { readonly requester: Requester; readonly audience: Audience; readonly freshness?: Freshness },
): Promise<MeResult> {
  const access = await loadAccess(app, request.requester);
  const decision = authorize(app.rules, access, 'self');
  if (!decision.allowed) return { kind: 'refused', denial: decision };
  const shown = authorizeAudience(app.rules, access, 'me', request.audience);
  if (!shown.allowed) return { kind: 'refused', denial: shown };

  const resolved = ownTargetOf(app.rules, access.person);
  if (resolved.kind !== 'target') return resolved;

  const ask = { phase: 'live', narrows: true, ...(request.freshness ?? whole) } as const;
  const list = await listFromSnapshots(app, access, app.rules.endpoints, resolved.target, ask);
  const found = list.connections.slice();
  const connections = found.filter(({ connection }) => isOwn(app.rules, access.person, connection));
  // A connection whose name only resembles the member's own may be someone else's, and not everyone may see those.
  const possible = { ...list.possible, connections: [] };
  return {
    kind: 'seen',
    connectionList: { ...list, connections, possible },
    notOwn: found.length - connections.length,
  };
}
