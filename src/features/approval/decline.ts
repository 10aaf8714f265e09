import { entryContext } from '../../audit-log/record-entry.ts';
import { personText } from '../../domain/audit-entry.ts';
import { givenReason } from '../../domain/visible-text.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type ApprovalClick, authorizeApprover, type CannotDecide } from './authorize-approver.ts';
import { type ClosedRequest, closeRequest } from './close-request.ts';

export type DeclineResult = CannotDecide | ClosedRequest;

/** Declines a request, with or without a reason. When the requester declines, the request is withdrawn. */
export async function decline(
  app: AppContext,
  click: ApprovalClick & { readonly reason: string },
): Promise<DeclineResult> {
  const authorized = await authorizeApprover(app, click, true);
  if (authorized.kind !== 'authorized') return authorized;

  const { approval, lease, access, isOwn } = authorized;
  const { correlation, target, requester } = approval;
  const reason = givenReason(click.reason);
  const subject = reason === undefined ? { correlation, target } : { correlation, target, reason };
  try {
    return await closeRequest(
      app,
      lease,
      entryContext(click.requester, access, subject),
      isOwn ? 'withdrawn' : 'declined',
      isOwn ? {} : { detail: `asked for by ${personText(requester)}` },
    );
  } catch (error) {
    await completeOrReschedule(app, lease, false, correlation);
    throw error;
  }
}
