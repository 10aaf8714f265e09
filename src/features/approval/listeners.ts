import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { BotNames } from '../../domain/bot-names.ts';
import { parseCorrelation } from '../../domain/ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { outdatedView, tooLateView } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { askerFromSlack, declineReasonFrom, pressedFrom, replyToFrom } from '../../slack/interactions.ts';
import { parseDeclineMetadata } from '../../slack/payloads/decline-modal.ts';
import { refusalView } from '../connections/denied-message.ts';
import { takenView } from '../kick/answers.ts';
import { kickView } from '../kick/messages.ts';
import { type ApproveResult, approve } from './approve.ts';
import type { NotTheirs } from './authorize-approver.ts';
import { decline } from './decline.ts';
import {
  approvalBusyView,
  approvalOverView,
  approvalUnknownView,
  approvalUnseenView,
  approvalView,
  approvedNotBegunView,
} from './messages.ts';
import { declineModal } from './modal.ts';
import type { Settled } from './settle-approval.ts';

/** Tells someone why they could not decide on an approval request. */
function notTheirsView({ tally, names }: Pick<Desk, 'tally' | 'names'>, result: NotTheirs): MessageView {
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

/** Returns the outcome only if the request's own message could not show it. */
function settledView({ isShown, approval }: Settled, names: BotNames): MessageView | undefined {
  return isShown ? undefined : approvalView(approval, names);
}

type Args = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Handles Approve: authorizes and looks up again; the button only identifies the request. */
export function approveButton(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    await ack();
    const { asker, replyTo, value } = pressedFrom(body);
    const correlation = parseCorrelation(value);
    if (correlation === undefined) return desk.replies.send(replyTo, outdatedView());

    const view = viewFor(desk, await approve(desk.app, { asker, correlation }));
    if (view !== undefined) await desk.replies.send(replyTo, view);
  };
}

/** Handles Decline: opens a modal that asks for a reason. */
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

/** Returns the answer to the approver, or undefined if the kick's own message shows the outcome. */
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

type DeclineArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Handles the submission of the decline modal: authorizes again, with or without a reason. */
export function declineSubmission(desk: Desk) {
  return async ({ ack, body }: DeclineArgs): Promise<void> => {
    await ack();
    const metadata = parseDeclineMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) return desk.replies.send(replyTo, outdatedView());

    const asker = askerFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    const { correlation } = metadata;
    const result = await decline(desk.app, { asker, correlation, reason: declineReasonFrom(body.view) });
    const view = result.kind === 'settled' ? settledView(result, desk.names) : notTheirsView(desk, result);
    if (view !== undefined) await desk.replies.send(replyTo, view);
  };
}
