import { entryContext, mostInPart } from '../../audit-log/record-entry.ts';
import { type Actor, personText } from '../../domain/audit-entry.ts';
import type { Connection } from '../../domain/connection.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import { entryConnectionFrom } from '../../domain/entry-connection.ts';
import { isBegun } from '../../domain/kick-from-entries.ts';
import { namesText } from '../../domain/vpn-name.ts';
import { completeOrReschedule, unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { CarriedOut } from '../kick/carry-out.ts';
import { announceApproval } from '../kick/request-approval.ts';
import { type ApprovedFinding, carryOutApproved, findApproved } from './approved-kick.ts';
import {
  type ApprovalClick,
  type ApproverAuthorization,
  authorizeApprover,
  type NotTheirs,
} from './authorize-approver.ts';
import { contextOf, recordDecision, type Settled, settleUndoable } from './settle-approval.ts';

export type ApproveResult =
  | NotTheirs
  | CarriedOut
  | Settled
  /** No connection was found, but not every endpoint responded: the request stays open. */
  | { readonly kind: 'unseen'; readonly missing: readonly UnavailableEndpoint[] };

type Theirs = Extract<ApproverAuthorization, { kind: 'theirs' }>;
type ToEnd = Extract<ApprovedFinding, { kind: 'found' }>;

/**
 * Approves a kick as the second person: authorizes both people again, looks up the target again, and terminates the
 * approved connections that are still active. The audit log names both people.
 */
export async function approve(app: AppContext, click: ApprovalClick): Promise<ApproveResult> {
  const authorized = await authorizeApprover(app, click, false);
  if (authorized.kind !== 'theirs') return authorized;

  try {
    return await decideAndCarryOut(app, click, authorized);
  } catch (error) {
    await completeOrReschedule(app, authorized.lease, false, click.correlation);
    throw error;
  }
}

async function decideAndCarryOut(
  app: AppContext,
  click: ApprovalClick,
  authorized: Theirs,
): Promise<ApproveResult> {
  const { approval, job, lease, access } = authorized;
  const { actor } = entryContext(click.requester, access, { correlation: approval.correlation });

  const finding = await findApproved(app, approval, job);
  if (finding.kind === 'gone' || finding.kind === 'refused')
    return settleUndoable(app, lease, approval, actor, finding);

  // Both people are in the same channel, so it grants both of them the same.
  if (finding.kind === 'found') return carryOutInBothNames(app, authorized, actor, finding);

  await app.jobs.reschedule(lease, approval.expiresAt);
  return finding;
}

async function carryOutInBothNames(
  app: AppContext,
  { approval, lease }: Theirs,
  by: Actor,
  finding: ToEnd,
): Promise<CarriedOut> {
  const connections = finding.found.connections
    .slice(0, mostInPart)
    .map(({ connection }) => entryConnectionFrom(connection, { kind: 'requested' }));
  const detail = `asked for by ${personText(approval.requester)}${leftOutText(finding.unapproved)}`;
  await recordDecision(app, lease, contextOf(approval, by), 'approved', { connections, detail });

  try {
    // The announcement must not delay the termination.
    const [carriedOut, isTold] = await Promise.all([
      carryOutApproved(app, approval, by, finding),
      app.log.ofRequest(approval.correlation).then((entries) => announceApproval(app, entries)),
    ]);
    const isUnrecorded = !isBegun(await app.log.ofRequest(approval.correlation));
    await completeOrReschedule(app, lease, isTold && !isUnrecorded, approval.correlation);
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
