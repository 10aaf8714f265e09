import type { BotNames } from '../../domain/bot-names.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { context, type MessageView, messageView, section } from '../../slack/block-kit/blocks.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { noticeView, undoneView } from '../../slack/block-kit/notice.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';
import { namelessView, unknownEndpointView } from '../../slack/command/messages.ts';
import { denialView } from '../connections/denied-message.ts';
import type { UnresolvedTarget } from '../connections/resolve-several.ts';
import { maxNames, type NoBlock } from './authorize-block.ts';
import { blockedNames, blockText, skippedBlocks, unseenBlocks } from './messages.ts';
import type { NothingToUnblock } from './unblock.ts';

/** The answer to every request about blocks if the operator has configured no table of blocks. */
const noListText =
  ':warning: *Blocking isn’t set up.* Ask an operator to add `blocks` to Bouncer’s configuration.';

/** Shown in the kick modal that opens instead of the block modal then. */
export const noListNotice = `${noListText} You can terminate connections, but people can reconnect right away.`;

export function noListView(): MessageView {
  return noticeView(noListText);
}

/** Tells the actor why no one was blocked or unblocked. */
export function blockAnswerView(
  finding: NoBlock | NothingToUnblock,
  names: BotNames,
  command: 'block' | 'unblock' = 'block',
): MessageView {
  switch (finding.kind) {
    case 'refused':
      return denialView(finding.denial, names);
    case 'nameless':
      return namelessView(finding);
    case 'unknown_endpoint':
      return unknownEndpointView(finding, `${names.command} ${command}`);
    case 'no_name':
      return noticeView(
        `:warning: *No one was blocked.* This connection has ended, has no name, or AWS didn’t respond. Block by name instead: \`${names.command} block NAME 4h reason\`.`,
      );
    case 'no_names':
      return skippedView('*No one was blocked.*', finding.skipped);
    case 'too_many_names':
      return noticeView(
        `:warning: *No one was blocked.* That’s ${counted(finding.count, 'VPN name')}. Block at most ${maxNames} at a time.`,
      );
    case 'none':
      return nothingUnblockedView(finding);
    case 'no_list':
      return noListView();
  }
}

function skippedView(title: string, skipped: readonly UnresolvedTarget[]): MessageView {
  return messageView(title, [section(`:information_source: ${title}`), ...skippedBlocks(skipped)]);
}

function nothingUnblockedView({
  names,
  left,
  newer,
  unshown,
  skipped = [],
}: Extract<NothingToUnblock, { kind: 'none' }>): MessageView {
  if (names.length === 0) return skippedView('*No one was unblocked.*', skipped);
  const blocked = blockedNames(names);
  const isPlural = new Set(names).size > 1;
  const unseen = unseenBlocks(newer, unshown);
  if (unseen.length > 0) {
    const text = `The blocks on ${blocked} that you were shown no longer exist. No one was unblocked.`;
    return messageView(text, [section(`:information_source: ${text}`), ...unseen, ...skippedBlocks(skipped)]);
  }
  if (left.length === 0) return skippedView(`${blocked} ${isPlural ? 'aren’t' : 'isn’t'} blocked.`, skipped);

  const blocks = left.map((block) => `${blockText(block)} (by <@${block.by.id}>)`);
  const text = `No matching block on ${blocked} can be removed from this channel. No one was unblocked.`;
  return messageView(text, [
    section(`:information_source: ${text}`),
    context(`Still in effect: ${listed(blocks, 5)}`),
    ...skippedBlocks(skipped),
  ]);
}

/** Shown when a submission selects a connection that the modal didn't offer. */
export function unofferedView(): MessageView {
  return undoneView('The form didn’t offer one of the selected connections. Run the command again.');
}

/** Warns that a block did not take effect. */
export function notBlockedView(code: FailureCode): MessageView {
  const sentence = failureSentence(code);
  return noticeView(
    code === 'store_unconfirmed'
      ? `:rotating_light: *Block not confirmed.* They may still be able to connect. ${sentence}`
      : `:rotating_light: *Not blocked.* They can still connect. ${sentence} Then block them again.`,
  );
}
