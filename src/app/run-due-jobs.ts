import { resumeRefusal } from '../audit-log/append-refusal.ts';
import { resumeApproval } from '../features/approval/resume-approval.ts';
import { resumeBlock } from '../features/block/block-job.ts';
import { resumeUnblock } from '../features/block/remove-blocks.ts';
import { resumeDeniedReport } from '../features/block/report-denied-connections.ts';
import { resumeKick } from '../features/kick/resume-kick.ts';
import { continueWatch } from '../features/reconnect/continue-watch.ts';
import { resumeReconnectReport } from '../features/reconnect/report-reconnects.ts';
import { leaseTerm } from '../jobs/lease.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { Lease } from '../ports/job-queue.ts';

/** The function that resumes each kind of job. A job's key begins with its kind. */
const resumeByKind: Readonly<Record<string, (app: ReadContext, lease: Lease) => Promise<void>>> = {
  block: resumeBlock,
  kick: resumeKick,
  'turned-away': resumeDeniedReport,
  unblock: resumeUnblock,
  watch: continueWatch,
  returned: resumeReconnectReport,
  approval: resumeApproval,
  refused: resumeRefusal,
};

/**
 * Resumes every due job in the queue: work that a crashed process left behind, and messages that could not be sent.
 *
 * @param until Once aborted, no further job is claimed.
 * @returns How many jobs were claimed.
 * @throws {Failure} `store_unavailable`
 */
export async function runDueJobs(app: ReadContext, until?: AbortSignal): Promise<number> {
  let claimed = 0;
  for (; until?.aborted !== true; claimed += 1) {
    const lease = await app.jobs.claim(leaseTerm(app.clock));
    if (lease === undefined) break;
    await resume(app, lease);
  }
  return claimed;
}

/** Resumes one job. A job of a kind that this version does not know is completed, because nothing could process it. */
function resume(app: ReadContext, lease: Lease): Promise<void> {
  const [kind = ''] = lease.job.key.split(' ');
  const resumeJob = resumeByKind[kind];
  return resumeJob === undefined ? app.jobs.complete(lease) : resumeJob(app, lease);
}
