import { type Finding, ok, warning } from '../../core/finding.ts';
import type { GroupId } from '../../core/ids.ts';
import type { SetUp } from '../../ports/set-up.ts';
import { personProblem } from './check-person.ts';
import { refusedId } from './refused-id.ts';

/** Who may do without a second person: whether they exist, before the night on which they are needed. */
export async function checkBreakGlass({
  rules: { breakGlass },
  workspace,
}: Pick<SetUp, 'rules' | 'workspace'>): Promise<readonly Finding[]> {
  const problems = await Promise.all([
    ...breakGlass.people.map((id) => personProblem(workspace, { check: 'break-glass', subject: id }, id)),
    ...breakGlass.groups.map((id) => groupProblem(workspace, id)),
  ]);
  if (problems.flat().length > 0) return problems.flat();

  const looked = { check: 'break-glass', subject: 'security.breakGlass' } as const;
  const { people, groups } = breakGlass;
  return [
    people.length + groups.length === 0
      ? ok(looked, 'nobody may do without a second person')
      : ok(looked, `people: ${people.length}, user groups: ${groups.length}, and all exist`),
  ];
}

async function groupProblem(workspace: SetUp['workspace'], id: GroupId): Promise<readonly Finding[]> {
  const looked = { check: 'break-glass', subject: id } as const;
  const answer = await workspace.membersOf(id);
  if (answer.kind === 'refused') {
    const step = 'correct the id: People → User groups → ⋮ → Copy group ID';
    return [refusedId(looked, answer.word, 'user group', step)];
  }
  return answer.value.length > 0
    ? []
    : [warning(looked, 'the user group has no members', { step: 'add members, or take the entry out' })];
}
