import type { NothingToLift } from '../../commands/steps/block/find-blocks-to-lift.ts';
import { type UnblockOrder, unblock } from '../../commands/unblock.ts';
import type { ReplyTo } from '../replies.ts';
import { noListView, nothingLiftedView } from '../views/block-answer-view.ts';
import { liftView } from '../views/block-view.ts';
import type { MessageView } from '../views/blocks.ts';
import { reasonTooShortText } from '../views/kick-modal.ts';
import { namelessView, unknownEndpointView } from '../views/misread-view.ts';
import { noticeView } from '../views/notice-view.ts';
import { refusalView } from '../views/refusal-view.ts';
import type { Desk } from './desk.ts';

/** Lifts blocks, once the modal was confirmed; what was lifted is said in the channel, all else to one person. */
export async function tellUnblock(desk: Desk, order: UnblockOrder, replyTo: ReplyTo): Promise<void> {
  const view = await answerTo(desk, order);
  if (view !== undefined) await desk.replies.send(replyTo, view);
}

/** Says why nobody is unblocked. */
export function unblockAnswer(
  { tally, names }: Pick<Desk, 'tally' | 'names'>,
  result: NothingToLift,
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
  const result = await unblock(desk.world, order);
  switch (result.kind) {
    case 'lifted':
      return (await result.isShown) ? undefined : liftView(result.report);
    case 'begun':
      return undefined;
    case 'reason_too_short':
      return noticeView(reasonTooShortText(result.minReason));
    default:
      return unblockAnswer(desk, result);
  }
}
