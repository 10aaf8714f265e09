import { type Finding, ok, warning, wrong } from '../../core/finding.ts';
import type { PersonId } from '../../core/ids.ts';
import type { SetUp } from '../../ports/set-up.ts';

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
  const problems = (await Promise.all(asked.map((id) => personProblem(workspace, id)))).flat();
  return problems.length > 0 ? problems : [ok(looked, mappedText(asked.length, people.map.size))];
}

async function personProblem(workspace: SetUp['workspace'], id: PersonId): Promise<readonly Finding[]> {
  const looked = { check: 'people', subject: `people.map.${id}` } as const;
  const answer = await workspace.person(id);
  if (answer.kind === 'refused') {
    return [
      wrong(looked, `Slack knows no such person: ${answer.word}`, {
        step: 'correct the id: profile → ⋮ → Copy member ID',
      }),
    ];
  }
  const { standing, name } = answer.value;
  if (standing === 'member') return [];
  return [
    warning(looked, `${name} is no member but ${standingTexts[standing]}`, { step: 'take the entry out' }),
  ];
}

function mappedText(asked: number, all: number): string {
  if (all === 0) return 'nobody is mapped by hand';
  return asked < all
    ? `the first ${asked} of ${all} mapped people exist; the others were not looked up`
    : `all ${all} mapped people exist`;
}

const standingTexts = {
  guest: 'a guest',
  outsider: 'of another organisation',
  deactivated: 'deactivated',
  bot: 'a bot',
} as const;
