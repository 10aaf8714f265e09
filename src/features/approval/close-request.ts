import { type EntryContext, record } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, lapseDetails } from '../../domain/approval.ts';
import { type Actor, alone, type EntryDraft, type EntryKind, personText } from '../../domain/audit-entry.ts';
import { Failure } from '../../domain/failure.ts';
import { completeOrReschedule, leaseTerm, unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { announceApproval } from '../kick/request-approval.ts';
import type { ApprovedFinding } from './approved-kick.ts';

/** An approval request that was closed without a kick. */
export interface ClosedRequest {
  readonly kind: 'closed';
  readonly approval: Approval;
  readonly isShown: boolean;
}

/**
 * Records and announces the outcome of an approval request, and completes its job.
 *
 * @throws {Failure}
 */
export async function closeRequest(
  app: AppContext,
  lease: Lease,
  context: EntryContext,
  kind: EntryKind,
  rest: Pick<EntryDraft, 'detail'> = {},
): Promise<ClosedRequest> {
  const { correlation } = context;
  await recordDecision(app, lease, context, kind, rest);
  const entries = await app.log.ofRequest(correlation).catch((error: unknown) => {
    throw unconfirmed(error);
  });
  const isShown = await announceApproval(app, entries);
  await completeOrReschedule(app, lease, isShown, correlation);

  const approval = approvalFromEntries(entries);
  if (approval === undefined)
    throw new RangeError('the closed approval request cannot be read from the audit log');
  return { kind: 'closed', approval, isShown };
}

/** Closes a request that was approved but cannot be carried out. */
export function closeUndoable(
  app: AppContext,
  lease: Lease,
  approval: Approval,
  by: Actor,
  finding: Extract<ApprovedFinding, { kind: 'gone' | 'refused' }>,
): Promise<ClosedRequest> {
  if (finding.kind === 'gone')
    return closeRequest(app, lease, contextOf(approval, by), 'approval-lapsed', {
      detail: lapseDetails.gone,
    });

  const { reason, grant } = finding.denial;
  const detail = `${reason} (${grant}), when ${personText(by)} approved`;
  return closeRequest(app, lease, contextOf(approval), 'refused', { detail });
}

/**
 * Renews the lease and records a decision. A process that stalled until its lease expired must not decide alongside
 * the process that took over.
 *
 * @throws {Failure} `taken_over` when another process has claimed the job.
 */
export async function recordDecision(
  app: AppContext,
  lease: Lease,
  context: EntryContext,
  kind: EntryKind,
  rest: Pick<EntryDraft, 'detail' | 'connections'>,
): Promise<void> {
  const renewed = await app.jobs.renew(lease, leaseTerm(app.clock));
  if (renewed === undefined) throw new Failure('taken_over', `another process goes on with ${lease.job.key}`);
  await record(app, context, kind, rest);
}

/** Returns what all audit entries of a request share, whoever the actor is. */
export function contextOf(
  { correlation, requester, channel, target, reason }: Approval,
  actor = requester,
): EntryContext {
  return { correlation, actor, channel, authority: alone, target, reason };
}
