import type { Connection } from '../../../core/connection.ts';
import { failureFrom } from '../../../core/failure.ts';
import { firstLookAfterMs, watchedNames } from '../../../core/watch.ts';
import type { World } from '../../../ports/world.ts';
import type { Job } from '../end/end-sessions.ts';
import { watchTaskFrom } from './watch-task.ts';

/**
 * Puts down, before the sessions are ended, that their names are to be watched, so that no death of the process
 * loses it. What went wrong here keeps nobody from ending sessions.
 */
export async function beginWatch(
  { agenda, clock, diagnostics }: World,
  { endpoint, context: { correlation }, watch }: Job,
  connections: readonly Connection[],
): Promise<void> {
  if (watch === undefined) return;

  const { elsewhere, spared, since, again } = watch;
  const due = new Date(clock.now().getTime() + firstLookAfterMs);
  const tasks = watchedNames(connections).flatMap((name) =>
    [endpoint, ...elsewhere].map(({ id }) =>
      watchTaskFrom({ correlation, endpoint: id, name, spared, since, again }),
    ),
  );
  try {
    await Promise.all(tasks.map((task) => agenda.put(task, due)));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}
