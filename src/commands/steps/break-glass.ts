import { type Decision, refuse } from '../../core/decide.ts';
import { failureFrom } from '../../core/failure.ts';
import type { PersonId } from '../../core/ids.ts';
import { needText, type SecondPersonNeed } from '../../core/second-person.ts';
import type { World } from '../../ports/world.ts';
import { taskFrom } from './kick-task.ts';
import { leaseFrom } from './lease.ts';
import { type EntryContext, record } from './record.ts';
import { strikeOff } from './strike-off.ts';

/** Decides whether somebody may do without a second person; it grants nothing that the channel lacks. */
export async function decideBreakGlass(
  { rules, directory }: Pick<World, 'rules' | 'directory'>,
  person: PersonId,
): Promise<Decision> {
  const { people, groups } = rules.breakGlass;
  if (people.includes(person)) return { allowed: true };

  try {
    const members = await Promise.all(groups.map((group) => directory.membersOf(group)));
    return members.flat().includes(person) ? { allowed: true } : refuse('break_glass_denied');
  } catch {
    // Who is in the group cannot be told just now: then nobody is.
    return refuse('break_glass_unverifiable');
  }
}

/**
 * Records and announces, before the act, that somebody does without the second person that it needs.
 *
 * @throws {Failure} `audit_unwritable` or `store_unavailable`: then nothing may be done.
 */
export async function announceBreakGlass(
  world: World,
  context: EntryContext,
  need: SecondPersonNeed,
): Promise<void> {
  const { correlation } = context;
  const task = taskFrom({ correlation, endpoint: '', target: { kind: 'names', names: [] } });
  const hold = await world.agenda.begin(task, leaseFrom(world.clock));
  const entry = await record(world, context, 'break-glass', {
    detail: `without a second person: ${needText(need)}`,
  });
  void world.announcer
    .announce([entry])
    .then((isTold) => strikeOff(world, { hold, isUnrecorded: false }, isTold, correlation))
    .catch((error: unknown) => world.diagnostics.report(failureFrom(error), 'break glass', correlation));
}
