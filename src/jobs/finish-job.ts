import type { AuditEntry } from '../domain/audit-entry.ts';
import { Failure, failureFrom, isOfStore } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { Hold } from '../ports/agenda.ts';
import type { Clock } from '../ports/clock.ts';
import type { World } from '../ports/world.ts';
import { leaseFrom } from './lease.ts';

/** How far the work on a task has come. */
export interface Work {
  /** Undefined when the task could not even be put down: then nothing was done that could be lost. */
  readonly hold: Hold | undefined;
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
}

/** Long enough for a passing outage, short enough that nobody asks what became of it. */
export const againAfterMs = 10_000;

type AgendaWorld = Pick<World, 'agenda' | 'clock' | 'diagnostics'>;

/** Strikes a task off the agenda when all of it is recorded and told; else puts it back, to be gone on with. */
export async function strikeOff(
  { agenda, clock, diagnostics }: AgendaWorld,
  { hold, isUnrecorded }: Work,
  isTold: boolean,
  correlation: Correlation,
): Promise<void> {
  if (hold === undefined) return;
  try {
    if (isTold && !isUnrecorded) await agenda.finish(hold);
    else await reschedule({ agenda, clock }, hold, againAfter(clock));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'strike off', correlation);
  }
}

/**
 * Gives a task back, to be taken from `due` on: also where another process took it over and struck it off before it could
 * see what was recorded here, or what is shown.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function reschedule(
  { agenda, clock }: Pick<World, 'agenda' | 'clock'>,
  hold: Hold,
  due: Date,
): Promise<void> {
  await agenda.postpone(hold, due);
  const again = await agenda.begin(hold.task, leaseFrom(clock));
  if (again !== undefined) await agenda.postpone(again, due);
}

/**
 * Appends the entry that a task was put down for. Where that fails, the task is let go of: whoever takes it up reads in
 * the record whether the entry stands after all.
 *
 * @throws {Failure} as the log does.
 */
export async function recordHeld(
  world: AgendaWorld,
  hold: Hold | undefined,
  correlation: Correlation,
  append: () => Promise<AuditEntry>,
): Promise<AuditEntry> {
  try {
    return await append();
  } catch (error) {
    await strikeOff(world, { hold, isUnrecorded: true }, false, correlation);
    throw error;
  }
}

/**
 * Reads a failure of the store after something was recorded: what was begun goes on, so that nobody may be told that
 * nothing was done.
 */
export function unconfirmed(thrown: unknown): Failure {
  const failure = failureFrom(thrown);
  return isOfStore(failure.code)
    ? new Failure('store_unconfirmed', failure.message, { cause: failure })
    : failure;
}

/** When what could not be done or told is tried again. */
export function againAfter(clock: Pick<Clock, 'now'>): Date {
  return new Date(clock.now().getTime() + againAfterMs);
}
