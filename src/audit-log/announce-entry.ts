import type { AuditEntry } from '../domain/audit-entry.ts';
import { parseCorrelation } from '../domain/ids.ts';
import { appendForJob, completeOrReschedule, leaseTerm, retryOnFailure } from '../jobs/complete-job.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Lease } from '../ports/job-queue.ts';
import { type EntryContext, record } from './record-entry.ts';

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
  const job = { key: `announce ${correlation}`, payload: JSON.stringify(correlation) };
  const lease = await app.jobs.enqueueClaimed(job, leaseTerm(app.clock));
  const entry = await appendForJob(app, lease, correlation, () => record(app, context, kind, { detail }));
  await completeOrReschedule(app, lease, await app.announcer.announce([entry]), correlation);
}

/** Announces an entry whose process crashed, or could not announce it. */
export function resumeAnnouncement(app: AppContext, lease: Lease): Promise<void> {
  return announceEntry(app, lease, (entry) => app.announcer.announce([entry]));
}

/**
 * Announces the entry of a denial. It does not wait for the announcement, which comes after all others: the job runner
 * has more urgent work.
 */
export async function resumeDenial(app: AppContext, lease: Lease): Promise<void> {
  void announceEntry(app, lease, (entry) => app.announcer.announceDenial(entry));
}

async function announceEntry(
  app: AppContext,
  lease: Lease,
  announce: (entry: AuditEntry) => Promise<boolean>,
): Promise<void> {
  const [, correlationText = ''] = lease.job.key.split(' ');
  const correlation = parseCorrelation(correlationText) ?? app.newCorrelation();
  await retryOnFailure(app, lease, correlation, 'announce', async () => {
    const [entry] = await app.log.ofRequest(correlation);
    const isAnnounced = entry === undefined || (await announce(entry));
    await completeOrReschedule(app, lease, isAnnounced, correlation);
  });
}
