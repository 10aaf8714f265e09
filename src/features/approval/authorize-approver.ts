import { recordDenial } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, isClockSetBack, isUndecided } from '../../domain/approval.ts';
import type { Correlation } from '../../domain/ids.ts';
import { isMany } from '../../domain/target.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import { type ActionAccessContext, authorize, type Denial, deny } from '../../policy/authorize.ts';
import { findListed } from '../../policy/listed-people.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { type ApprovalJob, approvalKey, parseApprovalJob } from '../kick/approval-job.ts';

export interface ApprovalClick {
  readonly requester: Requester;
  readonly correlation: Correlation;
}

/** Someone who may decide on an approval request. They hold its job, and decide alone. */
export interface AuthorizedApprover {
  readonly kind: 'authorized';
  readonly approval: Approval;
  readonly job: ApprovalJob;
  readonly lease: Lease;
  readonly access: ActionAccessContext;
  /** Whether the approver is also the requester. */
  readonly isOwn: boolean;
}

export type CannotDecide =
  /** The audit log has no such request. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** The request was already decided, or it has expired. */
  | { readonly kind: 'over'; readonly approval: Approval }
  /** Someone else is deciding right now. */
  | { readonly kind: 'busy' };

/** Another process holds the job only briefly, while it records or announces a decision. */
const tries = 5;
const pauseMs = 500;

/**
 * Authorizes a person to decide on a request and claims its job, so that only one of two simultaneous approvers gets
 * it. A denial is recorded in the audit log.
 *
 * @param mayBeOwn Whether the requester may decide, too.
 */
export async function authorizeApprover(
  app: AppContext,
  { requester, correlation }: ApprovalClick,
  mayBeOwn: boolean,
): Promise<AuthorizedApprover | CannotDecide> {
  const approval = approvalFromEntries(await app.log.ofRequest(correlation));
  if (approval === undefined) return { kind: 'unknown' };

  const access = await loadActionAccess(app, requester);
  const isOwn = approval.requester.id === requester.person;
  const denial = mayBeOwn && isOwn ? undefined : await denialFor(app, requester, access, approval);
  if (denial !== undefined) return refused(app, requester, access, approval, denial);

  const taken = await claimUndecided(app, approval);
  // A repeated click or delivery of the person's own decision is not recorded as denied.
  if (taken.kind === 'over' && decider(taken.approval) !== requester.person)
    await refused(app, requester, access, taken.approval, deny('approval_over'));
  if (taken.kind !== 'taken') return taken;

  // Which grant the kick needs is in the job: one person's kick needs `kick`, a kick of many `kick-many`.
  const { job, lease } = taken;
  const decision = authorize(app.rules, access, isMany(job.selection.targetRef) ? 'kick-many' : 'kick');
  if (!decision.allowed && !(mayBeOwn && isOwn)) {
    await app.jobs.reschedule(lease, taken.approval.expiresAt);
    return refused(app, requester, access, taken.approval, decision);
  }
  return { ...taken, kind: 'authorized', access, isOwn };
}

function decider({ state }: Approval): string | undefined {
  return 'by' in state ? state.by.id : undefined;
}

/** Records that someone may not decide on a request. */
async function refused(
  app: AppContext,
  requester: Requester,
  access: ActionAccessContext,
  { target }: Approval,
  denial: Denial,
): Promise<{ readonly kind: 'refused'; readonly denial: Denial }> {
  await recordDenial(app, requester, access, { kind: 'name', name: target }, denial);
  return { kind: 'refused', denial };
}

async function denialFor(
  { rules, directory }: AppContext,
  { person, channel }: Requester,
  access: ActionAccessContext,
  approval: Approval,
): Promise<Denial | undefined> {
  // Either grant suffices to learn about the request; which of the two the kick needs is checked against its job.
  const decision = authorize(rules, access, 'kick');
  if (!decision.allowed && !authorize(rules, access, 'kick-many').allowed) return decision;
  if (channel !== approval.channel.id) return deny('approval_elsewhere');
  if (person === approval.requester.id) return deny('approval_own');

  const { approvers } = rules.kick;
  const found = approvers === undefined ? 'listed' : await findListed(directory, approvers, person);
  if (found === 'listed') return undefined;
  return deny(found === 'not_listed' ? 'approval_unlisted' : 'approval_unverifiable');
}

type Taken =
  | ({ readonly kind: 'taken' } & Pick<AuthorizedApprover, 'approval' | 'job' | 'lease'>)
  | Extract<CannotDecide, { kind: 'over' | 'busy' }>;

async function claimUndecided(app: AppContext, before: Approval): Promise<Taken> {
  const { jobs, clock, log } = app;
  let approval = before;

  for (let attempt = 1; isUndecided(approval, clock.now()); attempt += 1) {
    const lease = await jobs.claimEarly(approvalKey(approval.correlation), leaseTerm(clock));
    // The previous lease holder may have decided, so only the current audit log counts.
    approval = approvalFromEntries(await log.ofRequest(approval.correlation)) ?? approval;
    const job = lease === undefined ? undefined : parseApprovalJob(lease.job);
    if (lease !== undefined && job !== undefined && isUndecided(approval, clock.now()))
      return { kind: 'taken', approval, job, lease };

    if (lease !== undefined) await jobs.reschedule(lease, clock.now());
    if (attempt === tries) return { kind: 'busy' };
    await clock.sleep(pauseMs);
  }
  const isUndatable = approval.state.kind === 'open' && isClockSetBack(approval, clock.now());
  return {
    kind: 'over',
    approval: isUndatable ? { ...approval, state: { kind: 'clock_set_back' } } : approval,
  };
}
