import { type Approval, approvalFromEntries, isUndecided } from '../../domain/approval.ts';
import type { ChannelGrant } from '../../domain/rules.ts';
import { authorize } from '../../policy/authorize.ts';
import { loadActionAccess } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AllowedChannel } from '../../slack/allowed-channels.ts';
import { parseApprovalJob } from '../kick/approval-job.ts';
import { type HomeViewer, requesterIn } from './home-section.ts';

/** Requests are decided within ten minutes, so that more of them at a time are a flood. */
const maxApprovals = 5;

/**
 * Finds the requests for approval that wait in the channels in which this person may terminate connections. Whether they
 * are still in each of these channels is asked anew.
 */
export async function pendingApprovals(
  app: AppContext,
  viewer: HomeViewer,
  channels: readonly AllowedChannel[],
): Promise<readonly Approval[]> {
  const mayKick = channels.filter(({ grants }) => grants.includes('kick') || grants.includes('kick-many'));
  const jobs = mayKick.length === 0 ? [] : await app.jobs.ofKind('approval');
  if (jobs.length === 0) return [];

  const read = jobs.slice(-2 * maxApprovals).map(async (job) => {
    const parsed = parseApprovalJob(job);
    return parsed && approvalFromEntries(await app.log.ofRequest(parsed.correlation));
  });
  const now = app.clock.now();
  const open = (await Promise.all(read)).filter(
    (approval) => approval !== undefined && isUndecided(approval, now),
  );
  const verified = await channelsWithGrant(app, viewer, mayKick, ['kick', 'kick-many']);
  return open
    .flatMap((approval) => approval ?? [])
    .filter(({ channel }) => verified.some(({ rule }) => rule.id === channel.id))
    .slice(0, maxApprovals);
}

/** Returns the channels in which the person holds one of the grants, and of which they still are a member. */
async function channelsWithGrant(
  app: AppContext,
  viewer: HomeViewer,
  channels: readonly AllowedChannel[],
  grants: readonly ChannelGrant[],
): Promise<readonly AllowedChannel[]> {
  const checked = channels.map(async (channel) => {
    const access = await loadActionAccess(app, requesterIn(viewer, channel));
    return grants.some((grant) => authorize(app.rules, access, grant).allowed) ? [channel] : [];
  });
  return (await Promise.all(checked)).flat();
}
