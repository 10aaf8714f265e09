import type {
  AllMiddlewareArgs,
  BlockAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { digestOfBlock, type UnblockTarget } from '../../domain/block.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import type { Asker } from '../../policy/authorize.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { expiredListView, noticeView, outdatedView, withNotice } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import {
  askerFromSlack,
  correlationOfModal,
  kickSubmissionFrom,
  pressedFrom,
  replyToFrom,
} from '../../slack/interactions.ts';
import { namelessView, unknownEndpointView } from '../../slack/misread-message.ts';
import { type ModalContent, openModal } from '../../slack/open-modal.ts';
import { parseBlockKey, parseUnblockMetadata } from '../../slack/payloads/unblock-modal.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import { refusalView } from '../connections/denied-message.ts';
import { noListView, nothingLiftedView } from './answers.ts';
import { mostShownBlocks, unblockModal } from './blocks-message.ts';
import type { NothingToUnblock } from './find-blocks-to-remove.ts';
import { unblockView } from './messages.ts';
import { proposeUnblock, type UnblockOrder, unblock } from './unblock.ts';

export interface UnblockOpening {
  readonly asker: Asker;
  readonly whom: UnblockTarget;
  readonly on: string | undefined;
  /** A reason that was typed with the command. */
  readonly reason: string;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** Shown before an answer, as mrkdwn. */
  readonly notice?: string | undefined;
}

/** Opens the modal that asks why someone is being unblocked, or answers that there is no one to unblock. */
export function openUnblock(desk: Desk, opening: UnblockOpening): Promise<void> {
  return openModal(desk, opening, look(desk, opening));
}

async function look(
  desk: Desk,
  { asker, whom, on, reason, notice, replyTo }: UnblockOpening,
): Promise<ModalContent> {
  const { rules, clock } = desk.app;
  const openedAt = clock.now();
  const finding = await proposeUnblock(desk.app, { asker, whom, on });
  if (finding.kind !== 'meant') {
    return { kind: 'answer', view: withNotice(unblockAnswer(desk, finding), notice) };
  }

  const { channel, channelName } = asker;
  const liftable = finding.meant.slice(0, mostShownBlocks);
  const left = [...finding.meant.slice(mostShownBlocks), ...finding.left];
  const place = { channel, channelName, thread: replyTo.thread };
  const metadata = { ...place, whom, on, openedAt, digests: liftable.map(digestOfBlock) };
  const { minReason } = rules.kick;
  const question = { metadata, liftable, left, endpoints: rules.endpoints, minReason, reason };
  return { kind: 'question', modal: unblockModal(question) };
}

/**
 * Removes blocks after the modal was submitted. The channel sees what was removed; any other answer goes to the actor.
 */
async function tellUnblock(desk: Desk, order: UnblockOrder, replyTo: ReplyTo): Promise<void> {
  const view = await answerTo(desk, order);
  if (view !== undefined) await desk.replies.send(replyTo, view);
}

/** Renders why no one was unblocked, and counts a refusal. */
function unblockAnswer(
  { tally, names }: Pick<Desk, 'tally' | 'names'>,
  result: NothingToUnblock,
): MessageView {
  switch (result.kind) {
    case 'none':
      return nothingLiftedView(result.names, result);
    case 'no_list':
      return noListView();
    case 'nameless':
      return namelessView(result);
    case 'unknown_endpoint':
      return unknownEndpointView(result, `${names.command} unblock`);
    case 'refused':
      tally.refusal(result.refusal.reason);
      return refusalView(result.refusal, names);
  }
}

async function answerTo(desk: Desk, order: UnblockOrder): Promise<MessageView | undefined> {
  const result = await unblock(desk.app, order);
  switch (result.kind) {
    case 'lifted':
      return (await result.isShown) ? undefined : unblockView(result.report);
    case 'begun':
      return undefined;
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    default:
      return unblockAnswer(desk, result);
  }
}

/** Handles Unblock, called Lift in older messages: opens the modal for that one block. The button is only a hint. */
export function unblockButton(desk: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, value, triggerId } = pressedFrom(body);
    const key = parseBlockKey(value);
    if (key === undefined) return desk.replies.send(replyTo, outdatedView());

    const whom = { kind: 'block', key } as const;
    await openUnblock(desk, { asker, whom, on: undefined, reason: '', triggerId, replyTo });
  };
}

type Args = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Handles the submitted unblock modal: it shows what is wrong with the reason, or the request is authorized again. */
export function unblockSubmission(desk: Desk) {
  return async ({ ack, body }: Args): Promise<void> => {
    const metadata = parseUnblockMetadata(body.view.private_metadata);
    const replyTo = replyToFrom(body);
    if (metadata === undefined) {
      await ack();
      return desk.replies.send(replyTo, outdatedView());
    }

    const { reason } = kickSubmissionFrom(body.view);
    const { minReason, listExpiresMs } = desk.app.rules.kick;
    if (!isLongEnough(reason, minReason)) {
      const errors = { [kickBlocks.reason]: reasonTooShortText(minReason) };
      return ack({ response_action: 'errors', errors });
    }
    await ack();

    const { whom, on, openedAt, digests } = metadata;
    const shown = { digests, at: openedAt };
    const asker = askerFromSlack({ ...metadata, person: body.user.id, team: body.user.team_id });
    if (desk.app.clock.now().getTime() - openedAt.getTime() > listExpiresMs)
      return desk.replies.send(replyTo, expiredListView(openedAt));

    const correlation = correlationOfModal(body);
    await tellUnblock(desk, { correlation, asker, whom, on, shown, reason }, replyTo);
  };
}
