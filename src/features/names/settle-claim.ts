import type { AuditEntry } from '../../domain/audit-entry.ts';
import { type ClaimRequest, claimFromEntries } from '../../domain/claim-request.ts';
import { parseChannelId } from '../../domain/ids.ts';
import { threadsOf } from '../../domain/kick-from-entries.ts';
import type { NameClaim } from '../../domain/name-claim.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import { type ChannelProblem, channelProblem } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';

/**
 * Carries out what the audit log says about a claim, shows it, and completes the job: an approved name is stored, a
 * removed one is not stored any more. It can be repeated at any time, also after a crash.
 *
 * @returns The claim, and whether its messages show it.
 * @throws {Failure} `store_…`
 */
export async function settleClaim(
  app: AppContext,
  lease: Lease | undefined,
  before: readonly AuditEntry[],
): Promise<{ readonly claim: ClaimRequest | undefined; readonly isShown: boolean }> {
  const [first] = before;
  let claim = claimFromEntries(before);
  if (first === undefined || claim === undefined) {
    if (lease !== undefined) await app.jobs.complete(lease);
    return { claim, isShown: true };
  }
  const { correlation } = claim;
  if (claim.state.kind === 'approved') await app.claims.put(storedFrom(claim, claim.state));
  // Someone may have removed it while it was being stored.
  const entries = await app.log.ofRequest(correlation);
  claim = claimFromEntries(entries) ?? claim;
  if (claim.state.kind === 'removed') await app.claims.remove(claim);

  const isShown = await announceClaim(app, claim, entries);
  await completeOrReschedule(app, lease, isShown, correlation);
  return { claim, isShown };
}

/**
 * Shows a claim in the channel that decides about it and in the audit channel, and tells the claimant the outcome. A
 * channel that has become public or shared meanwhile is shown nothing more.
 *
 * @returns Whether that was shown. A closed claim no longer waits for its channel to become private again.
 */
export async function announceClaim(
  { announcer, rules, directory }: Pick<AppContext, 'announcer' | 'rules' | 'directory'>,
  claim: ClaimRequest,
  entries: readonly AuditEntry[],
): Promise<boolean> {
  const problem = await claimChannelProblem({ rules, directory }, claim);
  const isGivenUp = claim.state.kind !== 'open' && problem !== 'channel_unverifiable';
  const shown = await Promise.all([
    problem === undefined ? announcer.showClaim(claim) : isGivenUp,
    announcer.tellClaimant(claim),
    ...threadsOf(entries).map((thread) => announcer.announce(thread)),
  ]);
  return shown.every((isShown) => isShown);
}

/** Why a claim must not be shown, or cannot be decided about, in its channel now; undefined if it may. */
export async function claimChannelProblem(
  { rules, directory }: Pick<AppContext, 'rules' | 'directory'>,
  claim: Pick<ClaimRequest, 'channel'>,
): Promise<ChannelProblem | undefined> {
  const id = parseChannelId(claim.channel.id);
  return id === undefined ? 'channel_unknown' : channelProblem(rules, await directory.channel(id), 'block');
}

function storedFrom(
  { person, name, correlation }: ClaimRequest,
  { by, at }: Extract<ClaimRequest['state'], { kind: 'approved' }>,
): NameClaim {
  return { person, name, correlation, approvedBy: { id: by.id, name: by.name }, approvedAt: at };
}
