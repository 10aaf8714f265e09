import type { BlocksLeft } from '../../domain/block-report.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { context, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { listed } from '../../slack/block-kit/quantities.ts';
import { namelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import { denialView } from '../connections/denied-message.ts';
import type { NoBlock } from './block.ts';
import { unseenBlocks, untilText } from './messages.ts';

/** The answer to every block request if the operator has configured no table of blocks. */
export const noListText =
  ':warning: *I cannot keep anyone out here*: no list of blocks is set up (`blocks` in my configuration). I can end sessions, but people may come back at once.';

export function noListView(): MessageView {
  return noticeView(noListText);
}

/** Tells the actor why no one was blocked. */
export function blockAnswerView(finding: NoBlock, names: BotNames): MessageView {
  switch (finding.kind) {
    case 'refused':
      return denialView(finding.denial, names);
    case 'nameless':
      return namelessView(finding);
    case 'unknown_endpoint':
      return unknownEndpointView(finding, `${names.command} block`);
    case 'no_name':
      return noticeView(
        `:warning: I do not know whom to keep out: that session is not on any more, goes by no name, or AWS did not tell. *Nobody is kept out.* Give a name: \`${names.command} block NAME 4h reason\`.`,
      );
    case 'no_list':
      return noListView();
  }
}

/** Warns that a block did not take effect. */
export function notBlockedView(code: FailureCode): MessageView {
  const sentence = failureSentence(code);
  return noticeView(
    code === 'store_unconfirmed'
      ? `:rotating_light: *Not confirmed as blocked*: they may be able to reconnect. ${sentence}`
      : `:rotating_light: *NOT blocked*: they can reconnect. Nothing was done. ${sentence} Then block them again.`,
  );
}

/** Tells the actor that there is no such block for them to remove. */
export function nothingUnblockedView(
  names: readonly string[],
  { left, newer, unshown }: BlocksLeft,
): MessageView {
  const targetRef = listed(
    names.map((name) => shownBold(name)),
    5,
  );
  const unseen = unseenBlocks(newer, unshown);
  if (unseen.length > 0) {
    const text = `The blocks on ${targetRef} that you were shown are gone. Nothing was done.`;
    return messageView(text, [section(`:information_source: ${text}`), ...unseen]);
  }
  if (left.length === 0)
    return noticeView(`:information_source: No block stands on ${targetRef}. Nothing was done.`);

  const blocks = left.map(({ name, until, by }) => `${shown(name)} ${untilText(until)}, by <@${by.id}>`);
  const text = `No block on ${targetRef} may be lifted so from here. Nothing was done.`;
  return messageView(text, [
    section(`:information_source: ${text}`),
    context(`Blocks of other endpoints, or of all of them, stand: ${listed(blocks, 5)}`),
  ]);
}
