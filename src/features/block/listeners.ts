import { type Block, type BlockKey, digestOfBlock, isSameBlock } from '../../domain/block.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import { isLongEnough } from '../../domain/visible-text.ts';
import { withAllowedChannels } from '../../slack/allowed-channels.ts';
import { kickBlocks } from '../../slack/block-kit/action-ids.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { noticeView, withNotice } from '../../slack/block-kit/notice.ts';
import type { Pressed } from '../../slack/interactions.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { modalInputs } from '../../slack/modal-inputs.ts';
import { onButton } from '../../slack/on-button.ts';
import { answerTo, onSubmission } from '../../slack/on-submission.ts';
import { type ModalContent, openModal } from '../../slack/open-modal.ts';
import type { ReplyTo } from '../../slack/replies.ts';
import type { UpdateList } from '../connections/row-outcome.ts';
import { blockAnswerView } from './answers.ts';
import { maxShownBlocks, unblockModal } from './blocks-message.ts';
import { unblockView } from './messages.ts';
import { parseBlockKey, parseUnblockMetadata } from './payloads.ts';
import { proposeUnblock, type UnblockRequest, type UnblockResult, unblock } from './unblock.ts';

interface UnblockOpening extends UnblockRequest {
  /** A reason that was typed with the command. */
  readonly reason: string;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  readonly rowId?: string | undefined;
  /** Shown before an answer, as mrkdwn. */
  readonly notice?: string | undefined;
}

/** Opens the modal that asks why someone is being unblocked, or answers that there is no one to unblock. */
export function openUnblock(deps: ListenerDeps, opening: UnblockOpening): Promise<void> {
  return openModal(deps, opening, lookUpBlocks(deps, opening));
}

async function lookUpBlocks(
  { app, usage, names }: ListenerDeps,
  { requester, targetRef, on, reason, notice, replyTo }: UnblockOpening,
): Promise<ModalContent> {
  const { rules, clock } = app;
  const openedAt = clock.now();
  const proposal = await proposeUnblock(app, { requester, targetRef, on });
  const found = await withAllowedChannels(app, requester, proposal);
  if (found.kind === 'refused') usage.denial(found.denial.reason);
  if (found.kind !== 'found')
    return { kind: 'answer', view: withNotice(blockAnswerView(found, names, 'unblock'), notice) };

  const { channel, channelName } = requester;
  const removable = found.matching.slice(0, maxShownBlocks);
  const left = [...found.matching.slice(maxShownBlocks), ...found.left];
  const place = { channel, channelName, thread: replyTo.thread };
  const metadata = { ...place, targetRef, on, openedAt, digests: removable.map(digestOfBlock) };
  const { minReason } = rules.kick;
  const { skipped } = found;
  const question = { metadata, removable, left, skipped, endpoints: rules.endpoints, minReason, reason };
  return { kind: 'question', modal: unblockModal(question) };
}

/** Handles Unblock, called Lift in older messages: opens the modal for that one block. The button is only a hint. */
export function unblockButton(deps: ListenerDeps) {
  const parse = ({ value }: Pressed) => parseBlockKey(value);
  return onButton(deps, parse, ({ requester, replyTo, triggerId, blockId: rowId }, key) => {
    const targetRef = { kind: 'block', key } as const;
    return openUnblock(deps, { requester, targetRef, on: undefined, reason: '', triggerId, replyTo, rowId });
  });
}

/**
 * Handles the submitted unblock modal: it shows what is wrong with the reason, or the request is authorized again. The
 * list in which Unblock was pressed then shows that the block was removed.
 */
export function unblockSubmission(deps: ListenerDeps, updateList: UpdateList) {
  const { minReason } = deps.app.rules.kick;
  const reasonIn = (view: Parameters<typeof modalInputs>[0]) => modalInputs(view).text(kickBlocks.reason);
  return onSubmission(deps, {
    parse: parseUnblockMetadata,
    findErrors: (view) =>
      isLongEnough(reasonIn(view), minReason)
        ? undefined
        : { [kickBlocks.reason]: reasonTooShortText(minReason) },
    run: async (submitted, { targetRef, on, openedAt, digests }) => {
      const { requester, correlation, view, row, afterAnswers } = submitted;
      const shown = { digests, at: openedAt };
      const order = { correlation, requester, targetRef, on, shown, reason: reasonIn(view) };
      const result = await unblock(deps.app, order);
      const block = row && targetRef.kind === 'block' ? removedBlock(result, targetRef.key) : undefined;
      if (row && block) afterAnswers(updateList(row, requester, { kind: 'unblocked', block }));
      return [answerTo(result, await unblockedView(result, deps.names))];
    },
  });
}

function removedBlock(result: UnblockResult, key: BlockKey): Block | undefined {
  return result.kind === 'unblocked' ? result.removed.find((block) => isSameBlock(block, key)) : undefined;
}

/** @returns The answer to the actor; undefined if the channel has been shown what was removed. */
async function unblockedView(result: UnblockResult, names: BotNames): Promise<MessageView | undefined> {
  switch (result.kind) {
    case 'unblocked':
      return (await result.isShown) ? undefined : unblockView(result.report);
    case 'begun':
      return undefined;
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    default:
      return blockAnswerView(result, names, 'unblock');
  }
}
