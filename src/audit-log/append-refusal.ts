import type { EntryDraft } from '../domain/audit-entry.ts';
import { failureFrom } from '../domain/failure.ts';
import { type Correlation, parseCorrelation } from '../domain/ids.ts';
import { appendForJob, completeOrReschedule } from '../jobs/complete-job.ts';
import { leaseTerm } from '../jobs/lease.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Job, Lease } from '../ports/job-queue.ts';

/**
 * Appends the entry of a refusal and leaves its announcement to the job queue, so that the person who was refused does
 * not wait for Slack.
 *
 * @throws {Failure} `store_unavailable`, `audit_unwritable`
 */
export async function appendRefusal(
  app: Pick<AppContext, 'log' | 'clock' | 'jobs' | 'diagnostics'>,
  correlation: Correlation,
  draft: Omit<EntryDraft, 'at' | 'kind' | 'correlation'>,
): Promise<void> {
  const { log, clock, jobs } = app;
  const lease = await jobs.enqueueClaimed(refusalJob(correlation), leaseTerm(clock));
  await appendForJob(app, lease, correlation, () =>
    log.append({ ...draft, at: clock.now().toISOString(), kind: 'refused', correlation }),
  );
  // If rescheduling fails, the job is free when its lease expires. The entry is stored either way.
  if (lease !== undefined) await jobs.reschedule(lease, clock.now()).catch(() => {});
}

/**
 * Announces a refusal from the job queue. It does not wait for the announcement, which comes after all others: the job
 * runner has more urgent work.
 */
export async function resumeRefusal(app: AppContext, lease: Lease): Promise<void> {
  void announce(app, lease);
}

async function announce(app: AppContext, lease: Lease): Promise<void> {
  const correlation = parseCorrelation(lease.job.key.slice(jobKind.length + 1)) ?? app.newCorrelation();
  let isAnnounced = false;
  try {
    const [entry] = await app.log.ofRequest(correlation);
    isAnnounced = entry === undefined || (await app.announcer.announceRefusal(entry));
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'announce refusal', correlation);
  }
  await completeOrReschedule(app, { hold: lease, isUnrecorded: false }, isAnnounced, correlation);
}

const jobKind = 'refused';

function refusalJob(correlation: Correlation): Job {
  return { key: `${jobKind} ${correlation}`, payload: JSON.stringify(correlation) };
}
