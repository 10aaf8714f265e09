import { min } from 'date-fns/min';
import { record } from '../../audit-log/record-entry.ts';
import { type AuditEntry, alone } from '../../domain/audit-entry.ts';
import { type ClaimRequest, claimFromEntries, isClaimOpen } from '../../domain/claim-request.ts';
import { leaseTerm, retryAfterRefusalAt, retryAt, retryOnFailure } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { parseClaimJob } from './claim-job.ts';
import { announceClaim, claimChannelProblem, settleClaim } from './settle-claim.ts';

/**
 * Resumes a claim: posts it if that failed, closes it once it has expired, and carries out a decision that a crashed
 * process has only recorded.
 */
export async function resumeClaim(app: AppContext, lease: Lease): Promise<void> {
  const job = parseClaimJob(lease.job);
  if (job === undefined) return app.jobs.complete(lease);

  await retryOnFailure(app, lease, job.correlation, 'resume claim of a name', async () => {
    const entries = await app.log.ofRequest(job.correlation);
    const claim = claimFromEntries(entries);
    if (claim !== undefined && isClaimOpen(claim, app.clock.now())) {
      await postOpenClaim(app, lease, claim, entries);
      return;
    }
    if (claim?.state.kind === 'open') await recordExpiry(app, claim);
    await settleClaim(app, lease, await app.log.ofRequest(job.correlation));
  });
}

async function recordExpiry(app: AppContext, claim: ClaimRequest): Promise<void> {
  const { correlation, claimant, channel, name, reason } = claim;
  const context = { correlation, actor: claimant, channel, authority: alone, target: name, reason };
  await record(app, context, 'name-claim-expired', {});
}

/**
 * Posts an open claim. Its job is free meanwhile, so that someone can decide as soon as the buttons are there.
 *
 * @returns Whether its messages were posted; otherwise that is tried again.
 * @throws {Failure} `store_…`
 */
export async function postOpenClaim(
  app: AppContext,
  lease: Lease,
  claim: ClaimRequest,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  await app.jobs.reschedule(lease, retryAt(app.clock));
  const isShown = await announceClaim(app, claim, entries);
  const latest = await app.log.ofRequest(claim.correlation);
  // Someone may have decided, and that may have been shown, before the claim itself was.
  if (latest.length > entries.length) return announceClaim(app, claimFromEntries(latest) ?? claim, latest);

  // A channel that became public or shared stays so for a while.
  const isUnfit = !isShown && (await claimChannelProblem(app, claim)) !== undefined;
  if (!isShown && !isUnfit) return false;
  const free = await app.jobs.claimEarly(lease.job.key, leaseTerm(app.clock));
  const due = isShown ? claim.expiresAt : min([claim.expiresAt, retryAfterRefusalAt(app.clock)]);
  if (free !== undefined) await app.jobs.reschedule(free, due);
  return isShown;
}
