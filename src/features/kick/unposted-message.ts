import type { ModalView } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelId } from '../../domain/ids.ts';
import { type MessageView, section } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';

/** The block_id of the warning: a submission brings it back. */
export const unpostedBlock = 'unposted';

/** Slack's word for why it takes no messages in a channel, which channel that is, and what the bot is called. */
export interface Unposted {
  readonly channel: ChannelId;
  readonly refusal: string;
  readonly names: BotNames;
}

/** Puts before the question that the channel will not see what comes of it: whoever submits the modal then has decided. */
export function unpostedModal(modal: ModalView, unposted: Unposted, needsApproval: boolean): ModalView {
  const nobody = needsApproval ? ' Nobody there can be asked to approve it.' : '';
  const text = `:warning: *${problemText(unposted)}*${nobody} If you go on, the outcome reaches only you, in a direct message, and the audit channel.${remedyText(unposted)}`;
  return { ...modal, blocks: [section(text, { block_id: unpostedBlock }), ...modal.blocks] };
}

/** Said where that was not yet so when the modal opened. */
export function unpostedView(unposted: Unposted): MessageView {
  return noticeView(
    `:x: *Nothing was done.* ${problemText(unposted)}${remedyText(unposted)} Or ask again, and confirm it all the same.`,
  );
}

function problemText({ channel, refusal }: Unposted): string {
  return `Bouncer can’t post in <#${channel}>: ${reasonText(refusal)}.`;
}

function reasonText(refusal: string): string {
  if (refusal === 'is_archived') return 'the channel is archived';
  return isAbsence(refusal) ? 'it isn’t in the channel' : 'posting there is restricted';
}

function remedyText({ refusal, names }: Unposted): string {
  return isAbsence(refusal) ? ` To change that, type \`/invite ${names.handle}\` there.` : '';
}

function isAbsence(refusal: string): boolean {
  return refusal === 'not_in_channel' || refusal === 'channel_not_found';
}
