import { type EntryContext, entryContext, record, recordRefused } from '../../audit-log/record-entry.ts';
import type { EntryDraft, EntryKind } from '../../domain/audit-entry.ts';
import {
  type ClaimRequest,
  claimedByDetail,
  claimFromEntries,
  isClaimOpen,
} from '../../domain/claim-request.ts';
import { Failure, failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { givenReason } from '../../domain/visible-text.ts';
import { completeOrReschedule, leaseTerm, unconfirmed } from '../../jobs/complete-job.ts';
import { type ActionAccessContext, type Denial, deny } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { certificateUse, wasUserNameOnce } from './certificate-use.ts';
import { claimKey } from './claim-job.ts';
import { type ClaimProblem, claimProblem } from './claim-problem.ts';
import { mayDecideOnNames } from './person-names.ts';
import { settleClaim } from './settle-claim.ts';

export interface ClaimClick {
  readonly requester: Requester;
  readonly correlation: Correlation;
}

export type CannotDecideOnClaim =
  /** The audit log has no such claim. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** The claim was already decided, or it has expired. */
  | { readonly kind: 'over'; readonly claim: ClaimRequest }
  /** Someone else is deciding right now. */
  | { readonly kind: 'busy' };

export interface SettledClaim {
  readonly kind: 'settled';
  readonly claim: ClaimRequest;
  readonly isShown: boolean;
}

/** Why a claim cannot be approved now. It stays open. */
export type UnapprovableClaim =
  | { readonly kind: 'impossible'; readonly claim: ClaimRequest; readonly problem: ApprovalProblem }
  /** Whether anybody uses it otherwise is not known for these endpoints. */
  | { readonly kind: 'unchecked'; readonly endpoints: readonly string[] };

export type ApprovalProblem =
  | ClaimProblem
  /** The claimant is not, or not verifiably, a full member any more. */
  | 'no_member'
  /** Somebody signs in with the name, or did. */
  | 'user_name'
  /** Whether somebody did is not known. */
  | 'unread_history'
  /** More connections have the certificate than one person may terminate alone. */
  | 'many_connections';

/**
 * Approves a claim as the second person: authorizes them, checks the claimant and the name again, and stores the claim.
 * From then on, the name’s connections count as the claimant’s.
 *
 * @throws {Failure} `audit_unwritable`, `store_…`, `slack_…`
 */
export async function approveClaim(
  app: AppContext,
  click: ClaimClick,
): Promise<CannotDecideOnClaim | UnapprovableClaim | SettledClaim> {
  const taken = await takeClaim(app, click, false);
  if (taken.kind !== 'taken') return taken;

  return releaseOnFailure(app, taken, async () => {
    const obstacle = await obstacleTo(app, taken.claim);
    if (obstacle !== undefined) {
      await app.jobs.reschedule(taken.lease, taken.claim.expiresAt);
      return obstacle;
    }
    return decide(app, click, taken, 'name-claimed', { detail: claimedByDetail(taken.claim) });
  });
}

/** Declines a claim, with or without a reason. When the claimant declines, the claim is withdrawn. */
export async function declineClaim(
  app: AppContext,
  click: ClaimClick & { readonly reason: string },
): Promise<CannotDecideOnClaim | SettledClaim> {
  const taken = await takeClaim(app, click, true);
  if (taken.kind !== 'taken') return taken;

  const reason = givenReason(click.reason);
  return releaseOnFailure(app, taken, () =>
    taken.isOwn
      ? decide(app, click, taken, 'name-claim-withdrawn', { reason })
      : decide(app, click, taken, 'name-claim-declined', { reason, detail: claimedByDetail(taken.claim) }),
  );
}

/**
 * Finds an open claim for the modal that asks why it is declined: one’s own, or one that this channel decides about. It
 * permits nothing.
 */
export async function findClaimToDecide(
  app: Pick<AppContext, 'log' | 'clock'>,
  { requester, correlation }: ClaimClick,
): Promise<
  | { readonly kind: 'open'; readonly claim: ClaimRequest }
  | Extract<CannotDecideOnClaim, { kind: 'unknown' | 'over' }>
> {
  const claim = claimFromEntries(await app.log.ofRequest(correlation));
  const isHere = claim?.channel.id === requester.channel;
  if (claim === undefined || !(isHere || claim.person === requester.person)) return { kind: 'unknown' };
  return isClaimOpen(claim, app.clock.now()) ? { kind: 'open', claim } : { kind: 'over', claim };
}

interface TakenClaim {
  readonly kind: 'taken';
  readonly claim: ClaimRequest;
  readonly lease: Lease;
  readonly access: ActionAccessContext;
  /** Whether the person who decides is the claimant. */
  readonly isOwn: boolean;
}

/** Another process holds the job only briefly, while it posts or records. */
const tries = 5;
const pauseMs = 500;

/**
 * Authorizes a person to decide about a claim and claims its job, so that only one of two simultaneous decisions counts.
 * A denial is recorded in the audit log.
 *
 * @param mayBeOwn Whether the claimant may do it, too, wherever they are.
 */
async function takeClaim(
  app: AppContext,
  { requester, correlation }: ClaimClick,
  mayBeOwn: boolean,
): Promise<TakenClaim | CannotDecideOnClaim> {
  let claim = claimFromEntries(await app.log.ofRequest(correlation));
  if (claim === undefined) return { kind: 'unknown' };

  const access = await loadActionAccess(app, requester);
  const isOwn = claim.person === requester.person;
  const denial = mayBeOwn && isOwn ? undefined : denialFor(app, requester, access, claim);
  if (denial !== undefined) {
    await recordRefused(app, requester, access, claim.name, denial);
    return { kind: 'refused', denial };
  }
  for (let attempt = 1; isClaimOpen(claim, app.clock.now()); attempt += 1) {
    const lease = await app.jobs.claimEarly(claimKey(correlation), leaseTerm(app.clock));
    // The previous lease holder may have decided, so only the current audit log counts.
    claim = claimFromEntries(await app.log.ofRequest(correlation)) ?? claim;
    if (lease !== undefined && isClaimOpen(claim, app.clock.now()))
      return { kind: 'taken', claim, lease, access, isOwn };

    if (lease !== undefined) await app.jobs.reschedule(lease, app.clock.now());
    if (attempt === tries) return { kind: 'busy' };
    await app.clock.sleep(pauseMs);
  }
  return { kind: 'over', claim };
}

function denialFor(
  app: AppContext,
  { person, channel }: Requester,
  access: ActionAccessContext,
  claim: ClaimRequest,
): Denial | undefined {
  const decision = mayDecideOnNames(app, access);
  if (!decision.allowed) return decision;
  if (channel !== claim.channel.id) return deny('approval_elsewhere', 'block');
  return person === claim.person ? deny('approval_own', 'block') : undefined;
}

/** Whatever may have changed since the claim was made is looked up again. */
async function obstacleTo(app: AppContext, claim: ClaimRequest): Promise<UnapprovableClaim | undefined> {
  const impossible = (problem: ApprovalProblem) => ({ kind: 'impossible', claim, problem }) as const;
  const lookup = await app.directory.person(claim.person);
  if (lookup.kind !== 'found' || lookup.person.accountType !== 'member') return impossible('no_member');

  const problem = await claimProblem(app, lookup.person, claim.name);
  if (problem !== undefined) return impossible(problem);
  const { isUserName, unchecked, connections } = await certificateUse(app, claim.name);
  if (isUserName) return impossible('user_name');
  try {
    if (await wasUserNameOnce(app, claim.name)) return impossible('user_name');
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'history_unavailable') throw failure;
    app.diagnostics.report(failure, 'look for users of a claimed name', claim.correlation);
    return impossible('unread_history');
  }
  if (unchecked.length > 0) return { kind: 'unchecked', endpoints: unchecked };
  return connections > app.rules.kick.approveAbove ? impossible('many_connections') : undefined;
}

/** Returns the job to the queue if deciding fails, so that someone can try again. */
async function releaseOnFailure<T>(
  app: AppContext,
  { claim, lease }: TakenClaim,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await completeOrReschedule(app, lease, false, claim.correlation);
    throw error;
  }
}

/**
 * Records a decision and carries it out. A process that stalled until its lease expired must not decide alongside the
 * process that took over.
 */
async function decide(
  app: AppContext,
  { requester }: ClaimClick,
  { claim, lease, access }: TakenClaim,
  kind: EntryKind,
  { reason, detail }: { readonly reason?: string | undefined; readonly detail?: string },
): Promise<SettledClaim> {
  const renewed = await app.jobs.renew(lease, leaseTerm(app.clock));
  if (renewed === undefined) throw new Failure('taken_over', `another process goes on with ${lease.job.key}`);
  await record(app, claimContext(claim, requester, access, reason), kind, detailOf(detail));
  try {
    const settled = await settleClaim(app, lease, await app.log.ofRequest(claim.correlation));
    return { kind: 'settled', claim: settled.claim ?? claim, isShown: settled.isShown };
  } catch (error) {
    throw unconfirmed(error);
  }
}

/** Returns what the entries of a claim have in common, with another actor than the claimant. */
export function claimContext(
  { correlation, channel, name }: ClaimRequest,
  requester: Requester,
  access: ActionAccessContext,
  reason: string | undefined,
): EntryContext {
  const subject = { correlation, target: name, ...(reason !== undefined && { reason }) };
  return { ...entryContext(requester, access, subject), channel };
}

function detailOf(detail: string | undefined): Pick<EntryDraft, 'detail'> {
  return detail === undefined ? {} : { detail };
}
