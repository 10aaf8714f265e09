import type { PersonLookup } from '../../../core/channel.ts';
import { Failure } from '../../../core/failure.ts';
import type { GroupId, PersonId } from '../../../core/ids.ts';
import type { Unmet } from '../../../core/kick-finding.ts';
import { type Person, vpnNamesOf } from '../../../core/person.ts';
import type { OneOfSeveral } from '../../../core/whom.ts';
import { actAgeMs } from '../../../ports/directory.ts';
import type { World } from '../../../ports/world.ts';

/** One of several people, and the names that they go by on the VPN; none when the workspace tells none. */
export interface Asked {
  readonly whom: Unmet['whom'];
  readonly names: readonly string[];
  readonly isOfGroup: boolean;
  /** Whether the workspace could not tell about them this time: then nothing is done about them. */
  readonly isUnverifiable: boolean;
}

/**
 * Translates several people, and all members of groups, into the names they go by on the VPN.
 *
 * @throws {Failure} `slack_…` when the workspace cannot tell about a person who was named, or about any member of a group.
 */
export async function namesAsked(
  world: Pick<World, 'directory' | 'rules'>,
  several: readonly OneOfSeveral[],
): Promise<readonly Asked[]> {
  const asked = await Promise.all(
    several.map(async (one): Promise<readonly Asked[]> => {
      switch (one.kind) {
        case 'name':
          return [{ whom: one, names: [one.name], isOfGroup: false, isUnverifiable: false }];
        case 'person':
          return [
            askedFrom(world, one.person, foundOrThrow(one.person, await world.directory.person(one.person))),
          ];
        case 'group':
          return membersAsked(world, one.group);
      }
    }),
  );
  return asked.flat();
}

/** A member who cannot be looked up does not hold up what is done about the others; nobody at all is a failure. */
async function membersAsked(
  world: Pick<World, 'directory' | 'rules'>,
  group: GroupId,
): Promise<readonly Asked[]> {
  const members = await world.directory.membersOf(group);
  const lookups = await world.directory.lookUpAll(members, { maxAgeMs: actAgeMs });
  const asked = members.map((member, index) => {
    const lookup = lookups[index];
    if (lookup?.kind === 'found') return { ...askedFrom(world, member, lookup.person), isOfGroup: true };
    // Somebody who is not there is a fact, and asking again will not help.
    const isUnverifiable = lookup?.failure?.code !== 'slack_unknown';
    return { whom: { kind: 'person', person: member }, names: [], isOfGroup: true, isUnverifiable } as const;
  });
  const [first] = members;
  if (first !== undefined && asked.every(({ isUnverifiable }) => isUnverifiable))
    foundOrThrow(first, lookups[0] ?? { kind: 'unverifiable' });
  return asked;
}

function askedFrom({ rules }: Pick<World, 'rules'>, id: PersonId, person: Person): Asked {
  const names = vpnNamesOf(person, rules.people);
  return { whom: { kind: 'person', person: id }, names, isOfGroup: false, isUnverifiable: false };
}

/** @throws {Failure} `slack_…` */
function foundOrThrow(id: PersonId, lookup: PersonLookup<Person>): Person {
  if (lookup.kind === 'found') return lookup.person;
  throw lookup.failure ?? new Failure('slack_unreachable', `cannot look up ${id}`);
}
