import { vpnNamesOf } from '../../domain/person.ts';
import { peopleListedFor } from '../../domain/users.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actAgeMs } from '../../ports/directory.ts';

/**
 * Finds the people who are the only ones listed for one of these names, and returns all VPN names of each. If Slack
 * cannot look up a person, only the names that the operator lists are known.
 */
export async function namesOfSamePeople(
  { directory, rules }: Pick<AppContext, 'directory' | 'rules'>,
  names: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const owners = names.flatMap((name) => {
    const listed = peopleListedFor(rules.people, name);
    return listed.length === 1 ? listed : [];
  });
  const distinct = [...new Set(owners)];
  const lookups = await directory.lookUpAll(distinct, { maxAgeMs: actAgeMs });
  return distinct.map((owner, index) => {
    const lookup = lookups[index];
    return lookup?.kind === 'found'
      ? vpnNamesOf(lookup.person, rules.people)
      : (rules.people.map.get(owner) ?? []);
  });
}
