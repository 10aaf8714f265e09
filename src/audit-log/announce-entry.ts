import type { AuditEntry } from '../domain/audit-entry.ts';
import { failureFrom } from '../domain/failure.ts';
import { parseCorrelation } from '../domain/ids.ts';
import { appendForJob, completeOrReschedule, leaseTerm } from '../jobs/complete-job.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Lease } from '../ports/job-queue.ts';
import { type EntryContext, record } from './record-entry.ts';

const jobKind = 'announce';

/**
 * Records an entry that nothing follows, and announces it. Its job announces it even if the process crashes.
 *
 * @param context With a correlation that the entry shares with no other.
 * @throws {Failure} `audit_unwritable` or `store_unavailable`
 */
export async function recordAndAnnounce(
  app: AppContext,
  context: EntryContext,
  kind: AuditEntry['kind'],
  detail: string,
): Promise<void> {
  const { correlation } = context;
  const job = { key: `${jobKind} ${correlation}`, payload: JSON.stringify(correlation) };
  const lease = await app.jobs.enqueueClaimed(job, leaseTerm(app.clock));
  const entry = await appendForJob(app, lease, correlation, () => record(app, context, kind, { detail }));
  await completeOrReschedule(app, lease, await app.announcer.announce([entry]), correlation);
}

/** Announces an entry whose process crashed, or could not announce it. */
export async function resumeAnnouncement(app: AppContext, lease: Lease): Promise<void> {
  const correlation = parseCorrelation(lease.job.key.slice(jobKind.length + 1));
  if (correlation === undefined) return app.jobs.complete(lease);

  let isAnnounced = false;
  try {
    const [entry] = await app.log.ofRequest(correlation);
    isAnnounced = entry === undefined || (await app.announcer.announce([entry]));
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'announce', correlation);
  }
  await completeOrReschedule(app, lease, isAnnounced, correlation);
}
