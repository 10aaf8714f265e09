import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { digestOfBlock } from '../../domain/block.ts';
import { isOver } from '../../domain/moment.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { expiredListView, noticeView, outdatedView, withNotice } from '../../slack/block-kit/notice.ts';
import {
  correlationOfModal,
  pressedFrom,
  replyToFrom,
  requesterFromSlack,
} from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { modalInputs } from '../../slack/modal-inputs.ts';
import { type ModalContent, openModal } from '../../slack/open-modal.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { mostShownBlocks, unblockModal } from './blocks-message.ts';
import { blockAnswerView, unblockView } from './messages.ts';
import { parseBlockKey, parseUnblockMetadata } from './payloads.ts';
import {
  type NothingToUnblock,
  proposeUnblock,
  type UnblockOrder,
  type UnblockRequest,
  unblock,
} from './unblock.ts';

interface UnblockOpening extends UnblockRequest {
  /** A reason that was typed with the command. */
  readonly reason: string;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** Shown before an answer, as mrkdwn. */
  readonly notice?: string | undefined;
}

/** Opens the modal that asks why someone is being unblocked, or answers that there is no one to unblock. */
export function openUnblock(deps: ListenerDeps, opening: UnblockOpening): Promise<void> {
  return openModal(deps, opening, lookUpBlocks(deps, opening));
}

async function lookUpBlocks(
  deps: ListenerDeps,
  { requester, targetRef, on, reason, notice, replyTo }: UnblockOpening,
): Promise<ModalContent> {
  const { rules, clock } = deps.app;
  const openedAt = clock.now();
  const found = await proposeUnblock(deps.app, { requester, targetRef, on });
  if (found.kind !== 'found') return { kind: 'answer', view: withNotice(answerView(deps, found), notice) };

  const { channel, channelName } = requester;
  const removable = found.matching.slice(0, mostShownBlocks);
  const left = [...found.matching.slice(mostShownBlocks), ...found.left];
  const place = { channel, channelName, thread: replyTo.thread };
  const metadata = { ...place, targetRef, on, openedAt, digests: removable.map(digestOfBlock) };
  const { minReason } = rules.kick;
  const question = { metadata, removable, left, endpoints: rules.endpoints, minReason, reason };
  return { kind: 'question', modal: unblockModal(question) };
}

/** Renders why no one was unblocked, and counts a denial. */
function answerView(
  { usage, names }: Pick<ListenerDeps, 'usage' | 'names'>,
  result: NothingToUnblock,
): MessageView {
  if (result.kind === 'refused') usage.denial(result.denial.reason);
  return blockAnswerView(result, names, 'unblock');
}

/** Handles Unblock, called Lift in older messages: opens the modal for that one block. The button is only a hint. */
export function unblockButton(deps: ListenerDeps) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { requester, replyTo, value, triggerId } = pressedFrom(body);
    const key = parseBlockKey(value);
    if (key === undefined) return deps.replies.send(replyTo, outdatedView());

    const targetRef = { kind: 'block', key } as const;
    await openUnblock(deps, { requester, targetRef, on: undefined, reason: '', triggerId, replyTo });
  };
}

/** Handles the submitted unblock modal: it shows what is wrong with the reason, or the request is authorized again. */
export function unblockSubmission(deps: ListenerDeps) {
  return async ({
    ack,
    body,
  }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs): Promise<void> => {
    const metadata = parseUnblockMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) {
      await ack();
      return deps.replies.send(replyTo, outdatedView());
    }

    const reason = modalInputs(body.view).text(kickBlocks.reason);
    const { minReason, listExpiresMs } = deps.app.rules.kick;
    if (!isLongEnough(reason, minReason)) {
      const errors = { [kickBlocks.reason]: reasonTooShortText(minReason) };
      return ack({ response_action: 'errors', errors });
    }
    await ack();

    const { targetRef, on, openedAt, digests } = metadata;
    const shown = { digests, at: openedAt };
    const requester = requesterFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    if (isOver(openedAt, listExpiresMs, deps.app.clock.now()))
      return deps.replies.send(replyTo, expiredListView(openedAt));

    const correlation = correlationOfModal(body);
    const view = await unblockedView(deps, { correlation, requester, targetRef, on, shown, reason });
    if (view !== undefined) await deps.replies.send(replyTo, view);
  };
}

/** Unblocks. @returns The answer to the actor; undefined if the channel has been shown what was removed. */
async function unblockedView(deps: ListenerDeps, order: UnblockOrder): Promise<MessageView | undefined> {
  const result = await unblock(deps.app, order);
  switch (result.kind) {
    case 'unblocked':
      return (await result.isShown) ? undefined : unblockView(result.report);
    case 'begun':
      return undefined;
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    default:
      return answerView(deps, result);
  }
}
