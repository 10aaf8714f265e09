import type { PersonId } from '../domain/ids.ts';
import type { ListedPeople } from '../domain/rules.ts';
import type { Directory } from '../ports/directory.ts';

/**
 * Whether someone is listed, by themselves or in a group. If Slack can't list a group's members, as of a deleted group,
 * no one counts as its member, and whoever isn't found elsewhere is unverifiable.
 */
export async function findListed(
  directory: Pick<Directory, 'membersOf'>,
  { people, groups }: ListedPeople,
  person: PersonId,
): Promise<'listed' | 'not_listed' | 'unverifiable'> {
  if (people.includes(person)) return 'listed';
  const lookups = await Promise.allSettled(groups.map((group) => directory.membersOf(group)));
  const isMember = lookups.some((lookup) => lookup.status === 'fulfilled' && lookup.value.includes(person));
  if (isMember) return 'listed';
  return lookups.some(({ status }) => status === 'rejected') ? 'unverifiable' : 'not_listed';
}
