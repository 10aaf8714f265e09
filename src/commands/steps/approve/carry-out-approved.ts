import type { Approval } from '../../../core/approval.ts';
import type { Actor, AuditEntry } from '../../../core/audit-entry.ts';
import { isMany, meansPeople } from '../../../core/whom.ts';
import type { World } from '../../../ports/world.ts';
import { type CarriedOut, carryOut } from '../end/carry-out.ts';
import { targetText } from '../end/target-text.ts';
import { entryContext } from '../record.ts';
import type { ApprovalTask } from './approval-task.ts';
import type { ApprovedFinding } from './find-approved.ts';

/** Carries out what a second person has approved, in the name of the one who asked. */
export function carryOutApproved(
  world: World,
  { correlation, target: asked, reason }: Approval,
  { aim }: Pick<ApprovalTask, 'aim'>,
  by: Actor,
  { requester, situation, found, extent, spared, unapproved }: Extract<ApprovedFinding, { kind: 'found' }>,
): Promise<CarriedOut> {
  const target = isMany(aim.whom) ? targetText(aim.whom, found.sessions) : asked;
  const context = entryContext(
    requester,
    situation,
    { correlation, target, reason },
    { kind: 'approved', by },
  );
  return carryOut(world, {
    situation,
    by: requester.person,
    on: aim.on,
    extent,
    found,
    spared: [...spared, ...found.otherUsers],
    unapproved,
    otherUsers: meansPeople(aim.whom) ? found.otherUsers.length : undefined,
    context,
  });
}

/** Whether what was approved has been begun: from here on the tasks of the kick bring it to its end. */
export function isBegun(entries: readonly AuditEntry[]): boolean {
  return entries.some(({ kind }) => kind === 'requested');
}
