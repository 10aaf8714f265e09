import { type Finding, ok, warning } from '../../core/finding.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { personProblem } from './check-person.ts';

/** Slack takes about a hundred of these questions a minute, and other people ask as well. */
const mostPeople = 50;

/** How people are found on the VPN: whether those that are mapped by hand exist. */
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
      asked.map((id) => personProblem(workspace, { check: 'people', subject: `people.map.${id}` }, id)),
    )
  ).flat();
  return problems.length > 0 ? problems : [ok(looked, mappedText(asked.length, people.map.size))];
}

function mappedText(asked: number, all: number): string {
  if (all === 0) return 'nobody is mapped by hand';
  return asked < all
    ? `the first ${asked} of ${all} mapped people exist; the others were not looked up`
    : `all ${all} mapped people exist`;
}
