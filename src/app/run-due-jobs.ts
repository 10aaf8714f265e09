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

/** How each kind of job is gone on with: a job's key begins with its kind. */
const resumeByKind: Readonly<Record<string, (app: ReadContext, hold: Lease) => Promise<void>>> = {
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
 * Goes on with whatever is due on the job queue: what a process left behind that died, and what could not be told.
 *
 * @param until From when on no further job is taken up.
 * @returns How many jobs were taken up.
 * @throws {Failure} `store_unavailable`
 */
export async function runDueJobs(app: ReadContext, until?: AbortSignal): Promise<number> {
  let taken = 0;
  for (; until?.aborted !== true; taken += 1) {
    const hold = await app.jobs.claim(leaseTerm(app.clock));
    if (hold === undefined) break;
    await resume(app, hold);
  }
  return taken;
}

/** A kind that this version does not know is completed: nobody here could do anything about it. */
function resume(app: ReadContext, hold: Lease): Promise<void> {
  const [kind = ''] = hold.job.key.split(' ');
  const goOn = resumeByKind[kind];
  return goOn === undefined ? app.jobs.complete(hold) : goOn(app, hold);
}
