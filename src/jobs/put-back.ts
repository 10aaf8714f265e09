import { failureFrom } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { Hold } from '../ports/agenda.ts';
import type { World } from '../ports/world.ts';
import { againAfterMs, reschedule } from './finish-job.ts';

/** Puts a task back on the agenda for later. @param due Undefined when nothing is left to do: it is struck off. */
export async function putBack(
  { agenda, clock, diagnostics }: Pick<World, 'agenda' | 'clock' | 'diagnostics'>,
  hold: Hold,
  correlation: Correlation,
  due: Date | undefined,
): Promise<void> {
  try {
    await (due === undefined ? agenda.finish(hold) : reschedule({ agenda, clock }, hold, due));
  } catch (error) {
    // The hold lapses by itself, and then the task is taken up again.
    diagnostics.report(failureFrom(error), 'put back task', correlation);
  }
}

/** When what could not be done or told is tried again. */
export function againAt({ clock }: Pick<World, 'clock'>): Date {
  return new Date(clock.now().getTime() + againAfterMs);
}
