import { entryContext } from '../../audit-log/record-entry.ts';
import { personText } from '../../domain/audit-entry.ts';
import { givenReason } from '../../domain/reason.ts';
import { completeOrReschedule } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { type ApprovalClick, authorizeApprover, type NotTheirs } from './authorize-approver.ts';
import { type Settled, settleApproval } from './settle-approval.ts';

export type DeclineResult = NotTheirs | Settled;

/** A second person says no, with a reason or without; the one who asked takes the request back in the same way. */
export async function decline(
  app: AppContext,
  click: ApprovalClick & { readonly reason: string },
): Promise<DeclineResult> {
  const weighed = await authorizeApprover(app, click, true);
  if (weighed.kind !== 'theirs') return weighed;

  const { approval, hold, situation, isOwn } = weighed;
  const { correlation, target, requester } = approval;
  const reason = givenReason(click.reason);
  const said = reason === undefined ? { correlation, target } : { correlation, target, reason };
  try {
    return await settleApproval(
      app,
      hold,
      entryContext(click.asker, situation, said),
      isOwn ? 'withdrawn' : 'declined',
      isOwn ? {} : { detail: `asked for by ${personText(requester)}` },
    );
  } catch (error) {
    await completeOrReschedule(app, { hold, isUnrecorded: true }, false, correlation);
    throw error;
  }
}
