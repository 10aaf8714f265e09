import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from '@slack/bolt';
import type { BotNames } from '../../domain/bot-names.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import { declineBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { outdatedView, tooLateView } from '../../slack/block-kit/notice.ts';
import { type Pressed, replyToFrom, requesterFromSlack } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { modalInputs } from '../../slack/modal-inputs.ts';
import { onButton } from '../../slack/on-button.ts';
import { denialView } from '../connections/denied-message.ts';
import { takenView } from '../kick/answers.ts';
import { kickView } from '../kick/messages.ts';
import { type ApproveResult, approve } from './approve.ts';
import type { CannotDecide } from './authorize-approver.ts';
import type { ClosedRequest } from './close-request.ts';
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
import { parseDeclineMetadata } from './payloads.ts';

/** Tells someone why they could not decide on an approval request. */
function cannotDecideView(
  { usage, names }: Pick<ListenerDeps, 'usage' | 'names'>,
  result: CannotDecide,
): MessageView {
  switch (result.kind) {
    case 'unknown':
      return approvalUnknownView();
    case 'busy':
      return approvalBusyView();
    case 'over':
      usage.denial('approval_over');
      return approvalOverView(result.approval);
    case 'refused':
      usage.denial(result.denial.reason);
      return denialView(result.denial, names);
  }
}

/** Returns the outcome only if the request's own message could not show it. */
function closedView({ isShown, approval }: ClosedRequest, names: BotNames): MessageView | undefined {
  return isShown ? undefined : approvalView(approval, names);
}

/** Handles Approve: authorizes and looks up again; the button only identifies the request. */
export function approveButton(deps: ListenerDeps) {
  return onButton(deps, correlationOf, async ({ requester, replyTo }, correlation) => {
    const view = viewFor(deps, await approve(deps.app, { requester, correlation }));
    if (view !== undefined) await deps.replies.send(replyTo, view);
  });
}

/** Handles Decline: opens a modal that asks for a reason. */
export function declineButton(deps: ListenerDeps) {
  const { modals, replies } = deps;
  return onButton(deps, correlationOf, async ({ requester, replyTo, triggerId }, correlation) => {
    const view = declineModal({ ...requester, correlation, thread: replyTo.thread });
    const waiting = modals.openedWith(triggerId);
    if (waiting !== undefined) return modals.update(waiting, view);

    const opened = await modals.open(triggerId, view);
    if (opened.kind === 'too_late') await replies.send(replyTo, tooLateView());
  });
}

function correlationOf({ value }: Pressed): Correlation | undefined {
  return parseCorrelation(value);
}

/** Returns the answer to the approver, or undefined if the kick's own message shows the outcome. */
function viewFor(deps: ListenerDeps, result: ApproveResult): MessageView | undefined {
  switch (result.kind) {
    case 'kicked':
      return result.isShown ? undefined : kickView(result.kick, deps.names);
    case 'begun':
      return undefined;
    case 'taken':
      return takenView(result.by, result.at);
    case 'closed':
      return closedView(result, deps.names);
    case 'unrecorded':
      return approvedNotBegunView(result.code);
    case 'unseen':
      return approvalUnseenView(result.unavailable);
    default:
      return cannotDecideView(deps, result);
  }
}

type DeclineArgs = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Handles the submission of the decline modal: authorizes again, with or without a reason. */
export function declineSubmission(deps: ListenerDeps) {
  return async ({ ack, body }: DeclineArgs): Promise<void> => {
    await ack();
    const metadata = parseDeclineMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) return deps.replies.send(replyTo, outdatedView());

    const requester = requesterFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    const { correlation } = metadata;
    const result = await decline(deps.app, {
      requester,
      correlation,
      reason: modalInputs(body.view).text(declineBlocks.reason),
    });
    const view = result.kind === 'closed' ? closedView(result, deps.names) : cannotDecideView(deps, result);
    if (view !== undefined) await deps.replies.send(replyTo, view);
  };
}
