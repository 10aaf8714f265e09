import { entryContext, maxInPart } from '../../audit-log/record-entry.ts';
import { approvedDetail } from '../../domain/approval.ts';
import type { Connection } from '../../domain/connection.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { isBegun } from '../../domain/kick-from-entries.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { completeOrReschedule, unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { CarriedOut } from '../kick/carry-out.ts';
import { announceApproval } from '../kick/request-approval.ts';
import { carryOutApproved, findApproved } from './approved-kick.ts';
import {
  type ApprovalClick,
  type AuthorizedApprover,
  authorizeApprover,
  type CannotDecide,
} from './authorize-approver.ts';
import { type ClosedRequest, closeUndoable, contextOf, recordDecision } from './close-request.ts';

export type ApproveResult =
  | CannotDecide
  | CarriedOut
  | ClosedRequest
  /** No connection was found, but not every endpoint responded: the request stays open. */
  | { readonly kind: 'unseen'; readonly unavailable: readonly UnavailableEndpoint[] };

/**
 * Approves a kick as the second person: authorizes both people again, looks up the target again, and terminates the
 * approved connections that are still active. The audit log names both people.
 */
export async function approve(app: AppContext, click: ApprovalClick): Promise<ApproveResult> {
  const authorized = await authorizeApprover(app, click, false);
  if (authorized.kind !== 'authorized') return authorized;

  try {
    return await decideAndCarryOut(app, click, authorized);
  } catch (error) {
    await completeOrReschedule(app, authorized.lease, false, click.correlation);
    throw error;
  }
}

async function decideAndCarryOut(
  app: AppContext,
  { requester, correlation }: ApprovalClick,
  { approval, job, lease, access }: AuthorizedApprover,
): Promise<ApproveResult> {
  const { actor } = entryContext(requester, access, { correlation });
  const finding = await findApproved(app, approval, job);
  if (finding.kind === 'gone' || finding.kind === 'refused')
    return closeUndoable(app, lease, approval, actor, finding);
  if (finding.kind === 'unseen') {
    await app.jobs.reschedule(lease, approval.expiresAt);
    return finding;
  }

  // Both people are in the same channel, so it grants both of them the same.
  const connections = finding.found.connections
    .slice(0, maxInPart)
    .map(({ connection }) => entryConnectionFrom(connection, { kind: 'requested' }));
  const { length: count } = finding.found.connections;
  const detail = approvedDetail(count, approval.requester, leftOutText(finding.unapproved));
  await recordDecision(app, lease, contextOf(approval, actor), 'approved', { connections, detail });
  try {
    // The announcement must not delay the termination.
    const [carriedOut, isAnnounced] = await Promise.all([
      carryOutApproved(app, approval, actor, finding),
      app.log.ofRequest(correlation).then((entries) => announceApproval(app, entries)),
    ]);
    const isDone = isBegun(await app.log.ofRequest(correlation)) && isAnnounced;
    await completeOrReschedule(app, lease, isDone, correlation);
    return carriedOut;
  } catch (error) {
    throw unconfirmed(error);
  }
}

/** Lists the connections that were left out, so that the audit log does not show them as approved. */
function leftOutText(unapproved: readonly Connection[]): string {
  return unapproved.length === 0
    ? ''
    : `; left out, since the request does not name them: ${namesText(unapproved)}`;
}
