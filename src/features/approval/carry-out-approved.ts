import { entryContext } from '../../audit-log/record-entry.ts';
import type { Approval } from '../../domain/approval.ts';
import type { Actor } from '../../domain/audit-entry.ts';
import { isMany, meansPeople } from '../../domain/target.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { ApprovalJob } from '../kick/approval-job.ts';
import { type CarriedOut, carryOut } from '../kick/carry-out.ts';
import { targetText } from '../kick/target-text.ts';
import type { ApprovedFinding } from './find-approved.ts';

/** Carries out an approved kick in the requester's name. */
export function carryOutApproved(
  app: AppContext,
  { correlation, target: asked, reason }: Approval,
  { aim }: Pick<ApprovalJob, 'aim'>,
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
  return carryOut(app, {
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
