import type { BotNames } from '../../domain/bot-names.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { noticeView, undoneByStoreView, withNotice } from '../../slack/block-kit/notice.ts';
import { blockAnswerView, notBlockedView } from '../block/answers.ts';
import type { BlockResult } from '../block/block.ts';
import { blockView } from '../block/messages.ts';
import { approvalUnshownView, kickAnswerView, takenView } from './answers.ts';
import type { KickResult } from './kick.ts';
import { endpointUntypedText, unverifiableText } from './many-people.ts';
import { kickView } from './messages.ts';

/**
 * Returns what the actor is told after a kick: any result that the kick's own message does not show, and the people
 * who were left out because Slack returned no details for them. Undefined if there is nothing to add.
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

/** Returns what the actor is told after a block; a failed block is always reported. */
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
