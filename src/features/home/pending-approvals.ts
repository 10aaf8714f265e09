import { compareAsc } from 'date-fns/compareAsc';
import { type Approval, approvalFromEntries, isUndecided } from '../../domain/approval.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import { parseApprovalJob } from '../kick/approval-job.ts';

/** Requests are decided within ten minutes, so that more of them at a time are a flood. */
const maxApprovals = 5;

/**
 * Finds the requests for approval that wait in the channels in which this person may terminate connections, those that
 * expire soonest first.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function pendingApprovals(
  { jobs, log, clock }: Pick<AppContext, 'jobs' | 'log' | 'clock'>,
  channels: readonly AllowedChannel[],
): Promise<readonly Approval[]> {
  const mayKick = channels.filter(({ grants }) => grants.includes('kick') || grants.includes('kick-many'));
  if (mayKick.length === 0) return [];

  const waiting = (await jobs.ofKind('approval')).map(async (job) => {
    const parsed = parseApprovalJob(job);
    return (parsed && approvalFromEntries(await log.ofRequest(parsed.correlation))) ?? [];
  });
  const now = clock.now();
  return (await Promise.all(waiting))
    .flat()
    .filter((approval) => isUndecided(approval, now))
    .filter(({ channel }) => mayKick.some(({ rule }) => rule.id === channel.id))
    .toSorted((a, b) => compareAsc(a.expiresAt, b.expiresAt))
    .slice(0, maxApprovals);
}
