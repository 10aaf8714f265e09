import type { BlockResult } from '../../commands/block.ts';
import type { KickResult } from '../../commands/kick.ts';
import type { BotNames } from '../../core/bot-names.ts';
import { approvalUnshownView } from '../views/approval-answer-view.ts';
import { blockAnswerView, notBlockedView } from '../views/block-answer-view.ts';
import { blockView } from '../views/block-view.ts';
import type { MessageView } from '../views/blocks.ts';
import { kickAnswerView, takenView } from '../views/kick-answer-view.ts';
import { reasonTooShortText } from '../views/kick-modal.ts';
import { kickView } from '../views/kick-view.ts';
import { endpointUntypedText, unverifiableText } from '../views/many-blocks.ts';
import { noticeView, undoneByStoreView, withNotice } from '../views/notice-view.ts';

/**
 * A kick tells of itself where it can be shown; whatever else came of it is told to the one who asked, and so is whom it
 * left out since Slack did not tell about them.
 */
export function afterKick(result: KickResult, names: BotNames): MessageView | undefined {
  const view = outcomeView(result, names);
  const isActed = result.kind === 'kicked' || result.kind === 'approval_asked';
  const leftOut = isActed ? unverifiableText(result.unmet ?? []) : undefined;
  if (leftOut === undefined) return view;
  return view === undefined ? noticeView(leftOut) : withNotice(view, leftOut);
}

function outcomeView(result: KickResult, names: BotNames): MessageView | undefined {
  switch (result.kind) {
    case 'kicked':
      return result.isShown ? undefined : kickView(result.kick, names);
    case 'begun':
      return undefined;
    case 'approval_asked':
      return result.isShown ? undefined : approvalUnshownView(result.approval, names);
    case 'taken':
      return takenView(result.by, result.at);
    case 'unrecorded':
      return undoneByStoreView(result.code);
    case 'endpoint_untyped':
      return noticeView(`${endpointUntypedText(result.endpoints)} Nothing was done.`);
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    default:
      return kickAnswerView(result, names);
  }
}

/** A block likewise; that there is none is never left unsaid. */
export async function afterBlock(result: BlockResult, names: BotNames): Promise<MessageView | undefined> {
  switch (result.kind) {
    case 'requested':
      return (await result.isShown) ? undefined : blockView(result.report);
    case 'begun':
      return undefined;
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    case 'failed':
      return notBlockedView(result.code);
    default:
      return blockAnswerView(result, names);
  }
}
