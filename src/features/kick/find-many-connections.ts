import type { PersonLookup } from '../../domain/channel.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import { inOrder, type ListedConnection, noPossibleMatches } from '../../domain/connection-list.ts';
import { Failure } from '../../domain/failure.ts';
import type { GroupId, PersonId } from '../../domain/ids.ts';
import { type PeopleRule, type Person, vpnNamesOf } from '../../domain/person.ts';
import type { ExactTarget, ManyTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { hasAnyName, isOfUser } from '../../domain/users.ts';
import type { ActionAccessContext } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actAgeMs } from '../../ports/directory.ts';
import { listsOf, readEndpoints, withoutNetwork } from '../connections/list-connections.ts';
import { possibleMatches } from '../connections/possible-matches.ts';
import { chooseEndpoints } from '../connections/resolve-target.ts';
import { actorIn, foreseenNeed } from './approval-needed.ts';
import { type KickFinding, noneOf, type UnresolvedTarget } from './kick-finding.ts';

/** One of several targets and its VPN names; a person without a known VPN name has none. */
interface Asked {
  readonly targetRef: UnresolvedTarget['targetRef'];
  readonly names: readonly string[];
  readonly isOfGroup: boolean;
  /** Whether Slack could not look them up, this time or for the modal; then nothing is done about them. */
  readonly isUnverifiable: boolean;
}

/**
 * Resolves several people, and all members of groups, to their VPN names.
 *
 * @throws {Failure} `slack_…` when Slack cannot look up a named person, or every member of a group.
 */
async function namesAsked(
  app: Pick<AppContext, 'directory' | 'rules'>,
  several: readonly OneOfSeveral[],
  leftOut: readonly PersonId[],
): Promise<readonly Asked[]> {
  const asked = await Promise.all(
    several.map(async (one): Promise<readonly Asked[]> => {
      switch (one.kind) {
        case 'name':
          return [{ targetRef: one, names: [one.name], isOfGroup: false, isUnverifiable: false }];
        case 'person':
          return [
            askedFrom(app, one.person, foundOrThrow(one.person, await app.directory.person(one.person))),
          ];
        case 'group':
          return membersAsked(app, one.group);
      }
    }),
  );
  return asked.flat().map((one) => {
    const isLeftOut = one.targetRef.kind === 'person' && leftOut.includes(one.targetRef.person);
    return isLeftOut ? { ...one, names: [], isUnverifiable: true } : one;
  });
}

/** Resolves the members of a group. A failed look-up of some members is tolerated; of all members, it throws. */
async function membersAsked(
  app: Pick<AppContext, 'directory' | 'rules'>,
  group: GroupId,
): Promise<readonly Asked[]> {
  const members = await app.directory.membersOf(group);
  const lookups = await app.directory.lookUpAll(members, { maxAgeMs: actAgeMs });
  const asked = members.map((member, index) => {
    const lookup = lookups[index];
    if (lookup?.kind === 'found') return { ...askedFrom(app, member, lookup.person), isOfGroup: true };
    // A user whom Slack does not know is a definite answer, and asking again will not help.
    const isUnverifiable = lookup?.failure?.code !== 'slack_unknown';
    return {
      targetRef: { kind: 'person', person: member },
      names: [],
      isOfGroup: true,
      isUnverifiable,
    } as const;
  });
  const [first] = members;
  if (first !== undefined && asked.every(({ isUnverifiable }) => isUnverifiable))
    foundOrThrow(first, lookups[0] ?? { kind: 'unverifiable' });
  return asked;
}

function askedFrom({ rules }: Pick<AppContext, 'rules'>, id: PersonId, person: Person): Asked {
  const names = vpnNamesOf(person, rules.people);
  return { targetRef: { kind: 'person', person: id }, names, isOfGroup: false, isUnverifiable: false };
}

/** @throws {Failure} `slack_…` */
function foundOrThrow(id: PersonId, lookup: PersonLookup<Person>): Person {
  if (lookup.kind === 'found') return lookup.person;
  throw lookup.failure ?? new Failure('slack_unreachable', `cannot look up ${id}`);
}

interface ManySelection {
  readonly targetRef: ManyTargetRef;
  readonly on: string | undefined;
  readonly leftOut: readonly PersonId[];
}

/**
 * Looks up which connections a kick of many would terminate, and authorizes it in this channel.
 *
 * @param request `leftOut` are people about whom nothing is done, because the actor was told so.
 */
export async function findManyToTerminate(
  app: AppContext,
  access: ActionAccessContext,
  { targetRef, on, leftOut }: ManySelection,
): Promise<KickFinding> {
  const choice = chooseEndpoints(app.rules, access, 'kick-many', on);
  if (choice.kind !== 'chosen') return choice;
  const { endpoints } = choice;
  // A kick of everyone must name one endpoint.
  if (targetRef.kind === 'everyone' && on === undefined)
    return { kind: 'unknown_endpoint', text: '', known: endpoints.map(({ name }) => name) };

  const asked =
    targetRef.kind === 'everyone' ? undefined : await namesAsked(app, targetRef.targetRef, leftOut);
  const target = targetFrom(asked);
  const { found, unavailable } = await readEndpoints(app.vpn, endpoints, target);
  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.filter(isLive).map((connection) => ({ connection, endpoint, mayTerminate: true })),
  );
  const isMeant = ({ connection }: ListedConnection) =>
    asked?.some((one) => isOfAsked(connection, one, app.rules.people)) ?? true;
  const live = seen.filter(isMeant);
  const otherUsers = seen.filter((session) => !isMeant(session));
  const outOfScope = on === undefined ? app.rules.endpoints.filter((one) => !endpoints.includes(one)) : [];
  const unresolved = unresolvedAmong(
    asked ?? [],
    live.map(({ connection }) => connection),
    app.rules.people,
  );
  const where = { lists: listsOf(found), endpoints };
  const possible =
    target.kind === 'names' ? await possibleMatches(app, access, target.names, where) : noPossibleMatches;
  const surroundings = { unavailable, outOfScope, unresolved, otherUsers, possible };
  if (live.length === 0) return noneOf(surroundings, targetRef, withoutNetwork(found));

  const need = await foreseenNeed(app, {
    ...actorIn(access),
    connections: live.map(({ connection }) => connection),
    target,
  });
  // Only one target at a time can be blocked, so `mayBlock` is false.
  return {
    ...surroundings,
    kind: 'found',
    target,
    connections: inOrder(live),
    need,
    mayBlock: false,
    hitsOtherUsers: false,
  };
}

function targetFrom(asked: readonly Asked[] | undefined): ExactTarget {
  if (asked === undefined) return { kind: 'everyone' };
  return { kind: 'names', names: [...new Set(asked.flatMap(({ names }) => names))] };
}

/** A person matches only their own connections; a typed name matches every connection with that name. */
function isOfAsked(connection: Connection, { targetRef, names }: Asked, people: PeopleRule): boolean {
  return targetRef.kind === 'person' ? isOfUser(connection, names, people) : hasAnyName(connection, names);
}

/** Lists the targets without a connection, except members of groups who are simply not connected. */
function unresolvedAmong(
  asked: readonly Asked[],
  live: readonly Connection[],
  people: PeopleRule,
): readonly UnresolvedTarget[] {
  return asked.flatMap((one): UnresolvedTarget[] => {
    const { targetRef, names, isOfGroup } = one;
    if (names.length === 0 && isKnownElsewhere(asked, targetRef)) return [];
    if (one.isUnverifiable) return [{ targetRef, why: 'unverifiable' }];
    if (names.length === 0) return [{ targetRef, why: 'nameless' }];
    const isOn = isOfGroup || live.some((connection) => isOfAsked(connection, one, people));
    return isOn ? [] : [{ targetRef, why: 'off' }];
  });
}

/** Whether a person whom one look-up did not return is acted on anyway, because of another one of the targets. */
function isKnownElsewhere(asked: readonly Asked[], targetRef: Asked['targetRef']): boolean {
  return asked.some(
    (other) =>
      other.names.length > 0 &&
      targetRef.kind === 'person' &&
      other.targetRef.kind === 'person' &&
      other.targetRef.person === targetRef.person,
  );
}
