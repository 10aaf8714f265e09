import { entryContext } from '../../audit-log/record-entry.ts';
import { personText } from '../../domain/audit-entry.ts';
import { givenReason } from '../../domain/reason.ts';
import { strikeOff } from '../../jobs/finish-job.ts';
import type { World } from '../../ports/world.ts';
import { type ApprovalClick, type NotTheirs, weighApproval } from './authorize-approver.ts';
import { type Settled, settleApproval } from './settle-approval.ts';

export type DeclineResult = NotTheirs | Settled;

/** A second person says no, with a reason or without; the one who asked takes the request back in the same way. */
export async function decline(
  world: World,
  click: ApprovalClick & { readonly reason: string },
): Promise<DeclineResult> {
  const weighed = await weighApproval(world, click, true);
  if (weighed.kind !== 'theirs') return weighed;

  const { approval, hold, situation, isOwn } = weighed;
  const { correlation, target, requester } = approval;
  const reason = givenReason(click.reason);
  const said = reason === undefined ? { correlation, target } : { correlation, target, reason };
  try {
    return await settleApproval(
      world,
      hold,
      entryContext(click.asker, situation, said),
      isOwn ? 'withdrawn' : 'declined',
      isOwn ? {} : { detail: `asked for by ${personText(requester)}` },
    );
  } catch (error) {
    await strikeOff(world, { hold, isUnrecorded: true }, false, correlation);
    throw error;
  }
}
