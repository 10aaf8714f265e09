import type { PersonLookup } from '../../domain/channel.ts';
import type { Connection } from '../../domain/connection.ts';
import { Failure } from '../../domain/failure.ts';
import type { GroupId, PersonId } from '../../domain/ids.ts';
import { type PeopleRule, type Person, vpnNamesOf } from '../../domain/person.ts';
import type { ExactTargetRef, OneOfSeveral } from '../../domain/target.ts';
import { hasAnyName, isOfUser } from '../../domain/users.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actAgeMs } from '../../ports/directory.ts';
import { requireClaims } from './resolve-target.ts';

/** One of several targets about whom nothing is done, and why. */
export interface UnresolvedTarget {
  readonly targetRef: Extract<ExactTargetRef, { readonly kind: 'name' | 'person' }>;
  /**
   * `off`: no connection was found. `nameless`: no VPN name is known for them; `unverifiable`: Slack could not look them
   * up this time; in both cases, they may still be connected. `protected`: the name can't be blocked. `unshown`: the modal
   * did not show them, because they joined the group or got the name later.
   */
  readonly why: 'off' | 'nameless' | 'unverifiable' | 'protected' | 'unshown';
}

/** One of several targets and its VPN names; a person without a known VPN name has none. */
export interface Asked {
  readonly targetRef: UnresolvedTarget['targetRef'];
  readonly names: readonly string[];
  readonly isOfGroup: boolean;
  /** Whether Slack could not look them up, this time or for the modal; then nothing is done about them. */
  readonly isUnverifiable: boolean;
}

/**
 * Resolves several people, and all members of groups, to their VPN names.
 *
 * @throws {Failure} `slack_…` when Slack cannot look up a named person, or every member of a group; `store_…` when
 *   claimed names cannot be read.
 */
export async function namesAsked(
  app: Pick<AppContext, 'directory' | 'rules'>,
  several: readonly OneOfSeveral[],
  leftOut: readonly PersonId[] = [],
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
  requireClaims(rules);
  const names = vpnNamesOf(person, rules.people);
  return { targetRef: { kind: 'person', person: id }, names, isOfGroup: false, isUnverifiable: false };
}

/** @throws {Failure} `slack_…` */
function foundOrThrow(id: PersonId, lookup: PersonLookup<Person>): Person {
  if (lookup.kind === 'found') return lookup.person;
  throw lookup.failure ?? new Failure('slack_unreachable', `cannot look up ${id}`);
}

/** A person matches only their own connections; a typed name matches every connection with that name. */
export function isOfAsked(connection: Connection, { targetRef, names }: Asked, people: PeopleRule): boolean {
  return targetRef.kind === 'person'
    ? isOfUser(connection, names, people, targetRef.person)
    : hasAnyName(connection, names);
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

/** Lists the people without a VPN name, and whether Slack could not look them up. */
export function withoutNames(asked: readonly Asked[]): readonly UnresolvedTarget[] {
  return asked.flatMap(({ targetRef, names, isUnverifiable }): UnresolvedTarget[] =>
    names.length > 0 || isKnownElsewhere(asked, targetRef)
      ? []
      : [{ targetRef, why: isUnverifiable ? 'unverifiable' : 'nameless' }],
  );
}

/** Returns the people who may be connected but are left out; the submission leaves them out as well. */
export function leftOutOf(unresolved: readonly UnresolvedTarget[]): readonly PersonId[] {
  return unresolved.flatMap(({ targetRef, why }) =>
    targetRef.kind === 'person' && why !== 'off' ? [targetRef.person] : [],
  );
}
