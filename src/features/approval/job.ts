import { addMilliseconds } from 'date-fns/addMilliseconds';
import {
  type Approval,
  approvalFromEntries,
  isClockSetBack,
  isUndecided,
  lapseDetails,
} from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { failureFrom } from '../../domain/failure.ts';
import { isBegun } from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { type ApprovalJob, parseApprovalJob } from '../kick/approval-job.ts';
import { abandonedAfterMs } from '../kick/job.ts';
import { announceApproval, announceUndecided } from '../kick/request-approval.ts';
import { carryOutApproved, findApproved } from './approved-kick.ts';
import { closeRequest, closeUndoable, contextOf } from './close-request.ts';

/**
 * How long to wait before looking again at a kick that a crashed process enqueued but did not begin. By then, another
 * process has completed that kick's job, and the kick can begin.
 */
const unbegunMs = 1_000;

/**
 * Resumes an approval request: announces it again, closes it once it has expired, and carries out an approved kick
 * that a crashed process did not begin.
 */
export async function resumeApproval(app: AppContext, lease: Lease): Promise<void> {
  const job = parseApprovalJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);

  try {
    const entries = await app.log.ofRequest(job.correlation);
    const approval = approvalFromEntries(entries);
    // The request was never recorded, so no one was asked.
    if (approval === undefined) return await app.jobs.complete(lease);
    await continueRequest(app, lease, job, approval, entries);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'resume approval', job.correlation);
    await completeOrReschedule(app, lease, false, job.correlation);
  }
}

async function continueRequest(
  app: AppContext,
  lease: Lease,
  job: ApprovalJob,
  approval: Approval,
  entries: readonly AuditEntry[],
): Promise<void> {
  const { state } = approval;
  if (isUndecided(approval, app.clock.now())) {
    await announceUndecided(app, lease, entries);
    return;
  }
  if (state.kind === 'open') {
    await closeRequest(app, lease, contextOf(approval), 'approval-lapsed', {
      detail: isClockSetBack(approval, app.clock.now()) ? lapseDetails.clock : lapseDetails.expired,
    });
    return;
  }
  if (state.kind === 'approved' && !isBegun(entries))
    return continueApproved(app, lease, job, approval, state);

  await completeOrReschedule(app, lease, await announceApproval(app, entries), job.correlation);
}

async function continueApproved(
  app: AppContext,
  lease: Lease,
  job: ApprovalJob,
  approval: Approval,
  { by, at }: Extract<Approval['state'], { kind: 'approved' }>,
): Promise<void> {
  if (isOver(at, abandonedAfterMs, app.clock.now())) {
    await closeRequest(app, lease, contextOf(approval), 'abandoned');
    return;
  }
  const finding = await findApproved(app, approval, job);
  if (finding.kind === 'gone' || finding.kind === 'refused') {
    await closeUndoable(app, lease, approval, by, finding);
    return;
  }
  const carriedOut =
    finding.kind === 'found' ? await carryOutApproved(app, approval, by, finding) : undefined;
  if (carriedOut?.kind === 'begun')
    return app.jobs.reschedule(lease, addMilliseconds(app.clock.now(), unbegunMs));

  const entries = await app.log.ofRequest(approval.correlation);
  const isAnnounced = await announceApproval(app, entries);
  await completeOrReschedule(app, lease, isAnnounced && isBegun(entries), approval.correlation);
}
