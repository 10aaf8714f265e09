import type { Settled } from '../../commands/steps/approve/settle-approval.ts';
import type { NotTheirs } from '../../commands/steps/approve/weigh-approval.ts';
import type { BotNames } from '../../core/bot-names.ts';
import { approvalBusyView, approvalOverView, approvalUnknownView } from '../views/approval-answer-view.ts';
import { approvalView } from '../views/approval-view.ts';
import type { MessageView } from '../views/blocks.ts';
import { refusalView } from '../views/refusal-view.ts';
import type { Desk } from './desk.ts';

/** What somebody reads who could not decide about a request for a second person. */
export function notTheirsView(
  { tally, names }: Pick<Desk, 'tally' | 'names'>,
  result: NotTheirs,
): MessageView {
  switch (result.kind) {
    case 'unknown':
      return approvalUnknownView();
    case 'busy':
      return approvalBusyView();
    case 'over':
      tally.refusal('approval_over');
      return approvalOverView(result.approval);
    case 'refused':
      tally.refusal(result.refusal.reason);
      return refusalView(result.refusal, names);
  }
}

/** The message of the request says what became of it, where it can be shown. */
export function settledView({ isShown, approval }: Settled, names: BotNames): MessageView | undefined {
  return isShown ? undefined : approvalView(approval, names);
}
