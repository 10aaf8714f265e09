import { type Finding, type Looked, ok, warning } from '../../core/finding.ts';
import type { PeopleRule, Person } from '../../core/person.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { personProblem } from './check-person.ts';

/** Slack takes about a hundred of these questions a minute, and other people ask as well. */
const mostPeople = 50;

/** How people are found on the VPN: whether those that are mapped by hand exist, and Slack confirms their addresses. */
export async function checkPeople({
  rules: { people },
  workspace,
}: Pick<SetUp, 'rules' | 'workspace'>): Promise<readonly Finding[]> {
  const looked = { check: 'people', subject: `match: ${people.match}` } as const;
  if (people.match === 'map' && people.map.size === 0) {
    return [
      warning(looked, 'the map is empty, so nobody is found as @person', {
        step: 'add people under people.map, or let them be found by their address',
        exact: 'match: email',
      }),
    ];
  }

  const asked = [...people.map.keys()].slice(0, mostPeople);
  const problems = (
    await Promise.all(
      asked.map((id) => {
        const mapped = { check: 'people', subject: `people.map.${id}` } as const;
        return personProblem(workspace, mapped, id, (member) => addressProblem(mapped, member, people));
      }),
    )
  ).flat();
  if (problems.length > 0) return problems;
  return [ok(looked, `${addressText(people)}; ${mappedText(asked.length, people.map.size)}`)];
}

/** Whoever is listed here is still found by the names in the list. */
function addressProblem(
  looked: Looked,
  { name, hasUnconfirmedEmail }: Person,
  { match }: PeopleRule,
): readonly Finding[] {
  if (!hasUnconfirmedEmail || match === 'map') return [];
  return [
    warning(
      looked,
      `Slack has not confirmed the e-mail address of ${name}, so only the names listed here count`,
      {
        step: 'let them confirm it in Slack under Settings, and see whose address it is',
      },
    ),
  ];
}

function addressText({ match, domains }: PeopleRule): string {
  if (match === 'map') return 'addresses do not count';
  const which =
    domains === undefined ? 'confirmed addresses' : `confirmed addresses of ${domains.join(', ')}`;
  return match === 'email' ? `${which} are VPN names` : `the local parts of ${which} are VPN names`;
}

function mappedText(asked: number, all: number): string {
  if (all === 0) return 'nobody is mapped by hand';
  return asked < all
    ? `the first ${asked} of ${all} mapped people exist; the others were not looked up`
    : `all ${all} mapped people exist`;
}
