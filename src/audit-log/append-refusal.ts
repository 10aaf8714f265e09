import type { EntryDraft } from '../domain/audit-entry.ts';
import { failureFrom } from '../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../domain/ids.ts';
import { appendForJob, completeOrReschedule } from '../jobs/complete-job.ts';
import { leaseTerm } from '../jobs/lease.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Job, Lease } from '../ports/job-queue.ts';

/**
 * Appends an entry of a refusal, and leaves its announcement on the job queue: whoever was refused does not wait for Slack.
 *
 * @throws {Failure} `store_unavailable`, `audit_unwritable`
 */
export async function appendRefusal(
  app: Pick<AppContext, 'log' | 'clock' | 'jobs' | 'diagnostics'>,
  correlation: Correlation,
  draft: Omit<EntryDraft, 'at' | 'kind' | 'correlation'>,
): Promise<void> {
  const { log, clock, jobs } = app;
  const hold = await jobs.enqueueClaimed(refusalTask(correlation), leaseTerm(clock));
  await appendForJob(app, hold, correlation, () =>
    log.append({ ...draft, at: clock.now().toISOString(), kind: 'refused', correlation }),
  );
  // What cannot be given back is free when its lease lapses; the entry is there all the same.
  if (hold !== undefined) await jobs.reschedule(hold, clock.now()).catch(() => {});
}

/**
 * Announces a refusal that is on the job queue. It does not wait for the announcement, which comes after all others: those
 * who go on with the job queue have more urgent work.
 */
export async function resumeRefusal(app: AppContext, hold: Lease): Promise<void> {
  void announce(app, hold);
}

async function announce(app: AppContext, hold: Lease): Promise<void> {
  const correlation = parseCorrelation(hold.job.key.slice(taskKind.length + 1)) ?? app.newCorrelation();
  let isTold = false;
  try {
    const [entry] = await app.log.ofRequest(correlation);
    isTold = entry === undefined || (await app.announcer.announceRefusal(entry));
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'announce refusal', correlation);
  }
  await completeOrReschedule(app, { hold, isUnrecorded: false }, isTold, correlation);
}

const taskKind = 'refused';

function refusalTask(correlation: Correlation): Job {
  return { key: `${taskKind} ${correlation}`, payload: JSON.stringify(correlation) };
}
