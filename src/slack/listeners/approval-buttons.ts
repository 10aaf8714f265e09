import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { type ApproveResult, approve } from '../../commands/approve.ts';
import { parseCorrelation } from '../../core/ids.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import { approvalUnseenView, approvedNotBegunView } from '../views/approval-answer-view.ts';
import type { MessageView } from '../views/blocks.ts';
import { declineModal } from '../views/decline-modal.ts';
import { outdatedView, takenView } from '../views/kick-answer-view.ts';
import { kickView } from '../views/kick-view.ts';
import { tooLateView } from '../views/notice-view.ts';
import { notTheirsView, settledView } from './approval-answer.ts';
import type { Desk } from './desk.ts';

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Approve: decided and looked up anew; the button only says which request is meant. */
export function approveButton(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const { asker, replyTo, value } = pressedFrom(body);
    const correlation = parseCorrelation(value);
    if (correlation === undefined) return desk.replies.send(replyTo, outdatedView());

    const view = viewFor(desk, await approve(desk.world, { asker, correlation }));
    if (view !== undefined) await desk.replies.send(replyTo, view);
  };
}

/** Decline: opens a modal that asks why. */
export function declineButton({ modals, replies }: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const { asker, replyTo, value, triggerId } = pressedFrom(body);
    const correlation = parseCorrelation(value);
    if (correlation === undefined) return replies.send(replyTo, outdatedView());

    const view = declineModal({ ...asker, correlation, thread: replyTo.thread });
    const waiting = modals.openedWith(triggerId);
    if (waiting !== undefined) return modals.update(waiting, view);

    const opened = await modals.open(triggerId, view);
    if (opened.kind === 'too_late') await replies.send(replyTo, tooLateView());
  };
}

/** What was approved tells of itself where it can be shown. */
function viewFor(desk: Desk, result: ApproveResult): MessageView | undefined {
  switch (result.kind) {
    case 'kicked':
      return result.isShown ? undefined : kickView(result.kick, desk.names);
    case 'begun':
      return undefined;
    case 'taken':
      return takenView(result.by, result.at);
    case 'settled':
      return settledView(result, desk.names);
    case 'unrecorded':
      return approvedNotBegunView(result.code);
    case 'unseen':
      return approvalUnseenView(result.missing);
    default:
      return notTheirsView(desk, result);
  }
}
