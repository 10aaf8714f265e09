import type { PersonId } from '../domain/ids.ts';
import type { ListedPeople } from '../domain/rules.ts';
import type { Directory } from '../ports/directory.ts';

/** Whether someone is listed, by themselves or in a group. If Slack can't list a group's members, that is unknown. */
export async function findListed(
  directory: Pick<Directory, 'membersOf'>,
  { people, groups }: ListedPeople,
  person: PersonId,
): Promise<'listed' | 'not_listed' | 'unverifiable'> {
  if (people.includes(person)) return 'listed';
  try {
    const members = await Promise.all(groups.map((group) => directory.membersOf(group)));
    return members.flat().includes(person) ? 'listed' : 'not_listed';
  } catch {
    return 'unverifiable';
  }
}
