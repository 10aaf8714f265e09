import type { ModalView } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelId } from '../../domain/ids.ts';
import { type MessageView, section } from '../../slack/block-kit/blocks.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';

/** The block_id of the warning; a submission contains it if the modal showed the warning. */
export const unpostedBlock = 'unposted';

/** A channel in which Bouncer cannot post, Slack's error code for it, and the names that Bouncer goes by. */
export interface Unposted {
  readonly channel: ChannelId;
  readonly refusal: string;
  readonly names: BotNames;
}

/** Adds a warning that the outcome will not reach the channel; submitting the modal then accepts that. */
export function unpostedModal(modal: ModalView, unposted: Unposted, needsApproval: boolean): ModalView {
  const nobody = needsApproval ? ' Nobody there can be asked to approve it.' : '';
  const text = `:warning: *${problemText(unposted)}*${nobody} If you go on, the outcome reaches only you, in a direct message, and the audit channel.${remedyText(unposted)}`;
  return { ...modal, blocks: [section(text, { block_id: unpostedBlock }), ...modal.blocks] };
}

/** Reports that Bouncer cannot post in the channel, if the modal did not warn about it. */
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
