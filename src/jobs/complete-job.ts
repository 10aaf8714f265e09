import type { AuditEntry } from '../domain/audit-entry.ts';
import { Failure, failureFrom, isOfStore } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Clock } from '../ports/clock.ts';
import type { Lease } from '../ports/job-queue.ts';
import { leaseTerm } from './lease.ts';

/** How far the work on a job has come. */
export interface Work {
  /** Undefined when the job could not even be enqueued: then nothing was done that could be lost. */
  readonly hold: Lease | undefined;
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
}

/** Long enough for a passing outage, short enough that nobody asks what became of it. */
export const retryAfterMs = 10_000;

type JobContext = Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>;

/** Completes a job the job queue when all of it is recorded and told; else puts it back, to be gone on with. */
export async function completeOrReschedule(
  { jobs, clock, diagnostics }: JobContext,
  { hold, isUnrecorded }: Work,
  isTold: boolean,
  correlation: Correlation,
): Promise<void> {
  if (hold === undefined) return;
  try {
    if (isTold && !isUnrecorded) await jobs.complete(hold);
    else await rescheduleAfresh({ jobs, clock }, hold, retryAt(clock));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'strike off', correlation);
  }
}

/**
 * Gives a job back, to be taken from `due` on: also where another process took it over and struck it off before it could
 * see what was recorded here, or what is shown.
 *
 * @throws {Failure} `store_unavailable`
 */
async function rescheduleAfresh(
  { jobs, clock }: Pick<AppContext, 'jobs' | 'clock'>,
  hold: Lease,
  due: Date,
): Promise<void> {
  await jobs.reschedule(hold, due);
  const again = await jobs.enqueueClaimed(hold.job, leaseTerm(clock));
  if (again !== undefined) await jobs.reschedule(again, due);
}

/**
 * Appends the entry that a job was enqueued for. Where that fails, the job is let go of: whoever takes it up reads in
 * the record whether the entry stands after all.
 *
 * @throws {Failure} as the log does.
 */
export async function appendForJob(
  app: JobContext,
  hold: Lease | undefined,
  correlation: Correlation,
  append: () => Promise<AuditEntry>,
): Promise<AuditEntry> {
  try {
    return await append();
  } catch (error) {
    await completeOrReschedule(app, { hold, isUnrecorded: true }, false, correlation);
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
export function retryAt(clock: Pick<Clock, 'now'>): Date {
  return new Date(clock.now().getTime() + retryAfterMs);
}

/** Puts a job back on the job queue for later. @param due Undefined when nothing is left to do: it is completed. */
export async function rescheduleOrComplete(
  { jobs, clock, diagnostics }: Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>,
  hold: Lease,
  correlation: Correlation,
  due: Date | undefined,
): Promise<void> {
  try {
    await (due === undefined ? jobs.complete(hold) : rescheduleAfresh({ jobs, clock }, hold, due));
  } catch (error) {
    // The hold lapses by itself, and then the job is taken up again.
    diagnostics.report(failureFrom(error), 'put back task', correlation);
  }
}

/** When what could not be done or told is tried again. */
export function againAt({ clock }: Pick<AppContext, 'clock'>): Date {
  return new Date(clock.now().getTime() + retryAfterMs);
}
