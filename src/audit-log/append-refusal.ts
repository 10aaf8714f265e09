import type { EntryDraft } from '../domain/audit-entry.ts';
import { failureFrom } from '../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../domain/ids.ts';
import { recordHeld, strikeOff } from '../jobs/finish-job.ts';
import { leaseFrom } from '../jobs/lease.ts';
import type { Hold, Task } from '../ports/agenda.ts';
import type { World } from '../ports/world.ts';

/**
 * Appends an entry of a refusal, and leaves its announcement on the agenda: whoever was refused does not wait for Slack.
 *
 * @throws {Failure} `store_unavailable`, `audit_unwritable`
 */
export async function appendRefusal(
  world: Pick<World, 'log' | 'clock' | 'agenda' | 'diagnostics'>,
  correlation: Correlation,
  draft: Omit<EntryDraft, 'at' | 'kind' | 'correlation'>,
): Promise<void> {
  const { log, clock, agenda } = world;
  const hold = await agenda.begin(refusalTask(correlation), leaseFrom(clock));
  await recordHeld(world, hold, correlation, () =>
    log.append({ ...draft, at: clock.now().toISOString(), kind: 'refused', correlation }),
  );
  // What cannot be given back is free when its lease lapses; the entry is there all the same.
  if (hold !== undefined) await agenda.postpone(hold, clock.now()).catch(() => {});
}

/**
 * Announces a refusal that is on the agenda. It does not wait for the announcement, which comes after all others: those
 * who go on with the agenda have more urgent work.
 */
export async function resumeRefusal(world: World, hold: Hold): Promise<void> {
  void announce(world, hold);
}

async function announce(world: World, hold: Hold): Promise<void> {
  const correlation = parseCorrelation(hold.task.key.slice(taskKind.length + 1)) ?? world.newCorrelation();
  let isTold = false;
  try {
    const [entry] = await world.log.ofRequest(correlation);
    isTold = entry === undefined || (await world.announcer.announceRefusal(entry));
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'announce refusal', correlation);
  }
  await strikeOff(world, { hold, isUnrecorded: false }, isTold, correlation);
}

const taskKind = 'refused';

function refusalTask(correlation: Correlation): Task {
  return { key: `${taskKind} ${correlation}`, payload: JSON.stringify(correlation) };
}
