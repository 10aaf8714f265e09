import type { BotNames } from '../../domain/bot-names.ts';
import { type Correlation, parseCorrelation } from '../../domain/ids.ts';
import type { DenialReason } from '../../policy/authorize.ts';
import { declineBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { tooLateView } from '../../slack/block-kit/notice.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { modalInputs } from '../../slack/modal-inputs.ts';
import { onButton } from '../../slack/on-button.ts';
import { onSubmission } from '../../slack/on-submission.ts';
import { type ModalContent, openModal } from '../../slack/open-modal.ts';
import { denialView } from '../connections/denied-message.ts';
import { takenView } from '../kick/answers.ts';
import { kickView } from '../kick/messages.ts';
import { lookUpKick } from '../kick/open-kick.ts';
import { type ApproveResult, approve } from './approve.ts';
import type { CannotDecide } from './authorize-approver.ts';
import type { ClosedRequest } from './close-request.ts';
import { type DeclineResult, decline } from './decline.ts';
import {
  approvalBusyView,
  approvalOverView,
  approvalUnknownView,
  approvalUnseenView,
  approvalView,
  approvedNotBegunView,
  notAgainView,
} from './messages.ts';
import { declineModal } from './modal.ts';
import { parseDeclineMetadata } from './payloads.ts';
import { findRequestAgain } from './request-again.ts';

/** Tells someone why they could not decide on an approval request. */
function cannotDecideView(result: CannotDecide, names: BotNames): MessageView {
  switch (result.kind) {
    case 'unknown':
      return approvalUnknownView();
    case 'busy':
      return approvalBusyView();
    case 'over':
      return approvalOverView(result.approval);
    case 'refused':
      return denialView(result.denial, names);
  }
}

/** Returns why the decision was denied, to be counted; a decision that comes too late counts as denied. */
function deniedReason(result: ApproveResult | DeclineResult): DenialReason | undefined {
  if (result.kind === 'over') return 'approval_over';
  return result.kind === 'refused' ? result.denial.reason : undefined;
}

/** Returns the outcome only if the request's own message could not show it. */
function closedView({ isShown, approval }: ClosedRequest): MessageView | undefined {
  return isShown ? undefined : approvalView(approval);
}

/** Handles Approve: authorizes and looks up again; the button only identifies the request. */
export function approveButton(deps: ListenerDeps) {
  return onButton(deps, correlationOf, async ({ requester, replyTo }, correlation) => {
    const result = await approve(deps.app, { requester, correlation });
    const denied = deniedReason(result);
    if (denied !== undefined) deps.usage.denial(denied);
    const view = viewFor(result, deps.names);
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
function viewFor(result: ApproveResult, names: BotNames): MessageView | undefined {
  switch (result.kind) {
    case 'kicked':
      return result.isShown ? undefined : kickView(result.kick, names);
    case 'begun':
      return undefined;
    case 'taken':
      return takenView(result.by, result.at);
    case 'closed':
      return closedView(result);
    case 'unrecorded':
      return approvedNotBegunView(result.code);
    case 'unseen':
      return approvalUnseenView(result.unavailable);
    default:
      return cannotDecideView(result, names);
  }
}

/** Handles Request again under an expired request: authorizes, and opens the kick modal for its target. */
export function requestAgainButton(deps: ListenerDeps) {
  return onButton(deps, correlationOf, (pressed, correlation) =>
    openModal(deps, pressed, lookUpAgain(deps, pressed, correlation)),
  );
}

async function lookUpAgain(
  deps: ListenerDeps,
  pressed: Pressed,
  correlation: Correlation,
): Promise<ModalContent> {
  const again = await findRequestAgain(deps.app, pressed.requester, correlation);
  if (again.kind === 'refused') {
    deps.usage.denial(again.denial.reason);
    return { kind: 'answer', view: denialView(again.denial, deps.names) };
  }
  if (again.kind !== 'found') return { kind: 'answer', view: notAgainView(again.kind) };

  const { selection, connections: preselected, reason } = again;
  return lookUpKick(deps, { ...pressed, selection, preselected, reason, breakGlass: false });
}

/** Handles the submission of the decline modal: authorizes again, with or without a reason. */
export function declineSubmission(deps: ListenerDeps) {
  const { app, names } = deps;
  return onSubmission(deps, {
    parse: parseDeclineMetadata,
    run: async ({ requester, view: modal }, { correlation }) => {
      const reason = modalInputs(modal).text(declineBlocks.reason);
      const result = await decline(app, { requester, correlation, reason });
      const view = result.kind === 'closed' ? closedView(result) : cannotDecideView(result, names);
      return [{ view, denied: deniedReason(result) }];
    },
  });
}
