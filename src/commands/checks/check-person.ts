import { type Finding, type Looked, warning } from '../../core/finding.ts';
import type { PersonId } from '../../core/ids.ts';
import type { Person } from '../../core/person.ts';
import type { WorkspaceCheckup } from '../../ports/workspace-checkup.ts';
import { refusedId } from './refused-id.ts';

/**
 * What is wrong with a person whom the configuration names; nothing when they are a member.
 *
 * @param judge What else there may be to say of a member.
 */
export async function personProblem(
  workspace: Pick<WorkspaceCheckup, 'person'>,
  looked: Looked,
  id: PersonId,
  judge: (member: Person) => readonly Finding[] = () => [],
): Promise<readonly Finding[]> {
  const answer = await workspace.person(id);
  if (answer.kind === 'refused') {
    return [refusedId(looked, answer.word, 'person', 'correct the id: profile → ⋮ → Copy member ID')];
  }
  const { standing, name } = answer.value;
  if (standing === 'member') return judge(answer.value);
  return [
    warning(looked, `${name} is no member but ${standingTexts[standing]}`, { step: 'take the entry out' }),
  ];
}

const standingTexts = {
  guest: 'a guest',
  outsider: 'of another workspace or organisation',
  deactivated: 'deactivated',
  bot: 'a bot',
} as const;
