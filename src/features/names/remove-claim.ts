import { record, recordRefused } from '../../audit-log/record-entry.ts';
import { type ClaimRequest, claimedByDetail, claimFromEntries } from '../../domain/claim-request.ts';
import { givenReason, isLongEnough } from '../../domain/visible-text.ts';
import {
  appendForJob,
  completeOrReschedule,
  leaseTerm,
  retryOnFailure,
  unconfirmed,
} from '../../jobs/complete-job.ts';
import type { ActionAccessContext, Denial } from '../../policy/authorize.ts';
import { loadActionAccess } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job, Lease } from '../../ports/job-queue.ts';
import { type ClaimJob, claimJobFrom, parseClaimJob } from './claim-job.ts';
import { type ClaimClick, claimContext, type SettledClaim } from './decide-claim.ts';
import { mayDecideOnNames, memberDecision } from './person-names.ts';
import { settleClaim } from './settle-claim.ts';

export type CannotRemove =
  /** Nobody has this name by this claim any more. */
  { readonly kind: 'gone' } | { readonly kind: 'refused'; readonly denial: Denial };

export type RemoveResult =
  | SettledClaim
  | CannotRemove
  | { readonly kind: 'reason_too_short'; readonly minReason: number };

/** An approved claim that the person may remove. */
export interface RemovableClaim {
  readonly kind: 'found';
  readonly claim: ClaimRequest;
  readonly access: ActionAccessContext;
  readonly isOwn: boolean;
}

/**
 * Finds an approved claim that someone wants to remove: their own, or, where they can block people, another person’s.
 *
 * @throws {Failure} `store_…`
 */
export async function findClaimToRemove(
  app: AppContext,
  { requester, correlation }: ClaimClick,
): Promise<RemovableClaim | CannotRemove> {
  const claim = claimFromEntries(await app.log.ofRequest(correlation));
  const access = await loadActionAccess(app, requester);
  const isOwn = claim?.person === requester.person;
  const decision = isOwn ? memberDecision(app, access) : mayDecideOnNames(app, access);
  if (!decision.allowed) {
    await recordRefused(app, requester, access, claim?.name ?? correlation, decision);
    return { kind: 'refused', denial: decision };
  }
  return claim?.state.kind === 'approved' ? { kind: 'found', claim, access, isOwn } : { kind: 'gone' };
}

/**
 * Removes an approved claim: the name’s connections no longer count as the person’s. The person need not say why, but
 * anyone else does.
 *
 * @throws {Failure} `audit_unwritable` or `store_…`: then nothing was done; `store_unconfirmed` if it was recorded and
 *   is retried.
 */
export async function removeClaim(
  app: AppContext,
  click: ClaimClick & { readonly reason: string },
): Promise<RemoveResult> {
  const found = await findClaimToRemove(app, click);
  if (found.kind !== 'found') return found;

  const { claim, access, isOwn } = found;
  const { minReason } = app.rules.kick;
  if (!isOwn && !isLongEnough(click.reason, minReason)) return { kind: 'reason_too_short', minReason };
  const { correlation } = claim;
  const lease = await app.jobs.enqueueClaimed(removalJobFrom(claim), leaseTerm(app.clock));
  // Someone else is removing it.
  if (lease === undefined) return { kind: 'gone' };

  const context = claimContext(claim, click.requester, access, givenReason(click.reason));
  await appendForJob(app, lease, correlation, () =>
    record(app, context, 'name-claim-removed', isOwn ? {} : { detail: claimedByDetail(claim) }),
  );
  try {
    const settled = await settleClaim(app, lease, await app.log.ofRequest(correlation));
    return { kind: 'settled', claim: settled.claim ?? claim, isShown: settled.isShown };
  } catch (error) {
    await completeOrReschedule(app, lease, false, correlation);
    throw unconfirmed(error);
  }
}

/** Continues a removal whose process crashed, if it was recorded. */
export async function resumeRemoval(app: AppContext, lease: Lease): Promise<void> {
  const job = parseClaimJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);
  await retryOnFailure(app, lease, job.correlation, 'resume removal of a name', async () => {
    const entries = await app.log.ofRequest(job.correlation);
    if (claimFromEntries(entries)?.state.kind === 'removed') await settleClaim(app, lease, entries);
    else await app.jobs.complete(lease);
  });
}

function removalJobFrom(claim: ClaimJob): Job {
  return { ...claimJobFrom(claim), key: `name-removal ${claim.correlation}` };
}
