import { Failure } from '../../../core/failure.ts';
import type { PersonId } from '../../../core/ids.ts';
import type { Unmet } from '../../../core/kick-finding.ts';
import { vpnNamesOf } from '../../../core/person.ts';
import type { OneOfSeveral } from '../../../core/whom.ts';
import type { World } from '../../../ports/world.ts';

/** One of several people, and the names that they go by on the VPN; none when the workspace tells none. */
export interface Asked {
  readonly whom: Unmet['whom'];
  readonly names: readonly string[];
  readonly isOfGroup: boolean;
}

/**
 * Translates several people, and all members of groups, into the names they go by on the VPN.
 *
 * @throws {Failure} `slack_…` when the workspace cannot tell about one of them: a part would look like all.
 */
export async function namesAsked(
  world: Pick<World, 'directory' | 'rules'>,
  several: readonly OneOfSeveral[],
): Promise<readonly Asked[]> {
  const asked = await Promise.all(
    several.map(async (one): Promise<readonly Asked[]> => {
      switch (one.kind) {
        case 'name':
          return [{ whom: one, names: [one.name], isOfGroup: false }];
        case 'person':
          return [await askedFrom(world, one.person, false)];
        case 'group': {
          const members = await world.directory.membersOf(one.group);
          return Promise.all(members.map((member) => askedFrom(world, member, true)));
        }
      }
    }),
  );
  return asked.flat();
}

async function askedFrom(
  { directory, rules }: Pick<World, 'directory' | 'rules'>,
  person: PersonId,
  isOfGroup: boolean,
): Promise<Asked> {
  const lookup = await directory.person(person);
  if (lookup.kind !== 'found')
    throw lookup.failure ?? new Failure('slack_unreachable', `cannot look up ${person}`);

  return { whom: { kind: 'person', person }, names: vpnNamesOf(lookup.person, rules.people), isOfGroup };
}
