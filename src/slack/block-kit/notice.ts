import type { BotNames } from '../../domain/bot-names.ts';
import type { LookUpProgress } from '../../domain/channel.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { MessageView } from './blocks.ts';
import { messageView, section } from './blocks.ts';
import { failureSentence } from './failure-sentence.ts';
import { counted, timeText } from './quantities.ts';

/** Shown when Bouncer can answer the person but cannot post in the channel. */
export function uninvitedView({ handle }: BotNames): MessageView {
  return noticeView(
    `:warning: Bouncer isn’t in this channel, so it can’t post here. Type \`/invite ${handle}\` and press Share again.`,
  );
}

/** Confirms Share in a modal. */
export function sharedView(channel: ChannelId): MessageView {
  return noticeView(`:white_check_mark: The list is now in <#${channel}>.`);
}

/** Shown for a command that the Slack app has but Bouncer is not configured for. */
export function otherCommandView(typed: string, { command }: BotNames): MessageView {
  return noticeView(
    `:grey_question: Bouncer responds to \`${command}\`, not \`${typed}\`. Type \`${command} help\`. If Slack doesn’t recognize it, ask an operator to use the same \`command\` in the app and in \`bouncer.yml\`.`,
  );
}

/** Shown when the trigger has expired, so that Slack no longer opens a modal. */
export function tooLateView(): MessageView {
  return noticeView(
    ':hourglass: Slack allows three seconds to open a window, and this took longer. No action was taken. Try again.',
  );
}

/** Shown when there are too many requests at once, and this one is not processed. */
export function busyView(): MessageView {
  return noticeView(
    ':hourglass: Bouncer is busy or restarting, so no action was taken. Try again in a minute.',
  );
}

/** Shown to a person who sends more requests than anyone could by hand, as plain text. */
export function tooManyText(retryInS: number): string {
  return `You’re sending too many requests, so no action was taken. Try again in ${counted(retryInS, 'second')}.`;
}

/** The text of {@link tooManyText} as a message. */
export function tooManyView(retryInS: number): MessageView {
  return noticeView(`:hourglass: ${tooManyText(retryInS)}`);
}

/** Shown when a submitted modal had a mistake in it but has already closed. */
export function undoneView(complaint: string): MessageView {
  return noticeView(`:x: No action was taken. ${complaint}`);
}

/** Shown when the store failed before an action, or when it is unknown whether the action was recorded. */
export function undoneByStoreView(code: FailureCode): MessageView {
  const sentence = failureSentence(code);
  return noticeView(
    code === 'store_unconfirmed' ? `:warning: ${sentence}` : `:x: *No action was taken.* ${sentence}`,
  );
}

/** Shown when a request took so long to arrive that the person has given up on it, and it is not processed. */
export function lateView(): MessageView {
  return noticeView(
    ':hourglass: This request arrived too late, so Bouncer didn’t start it. If there’s no message about it in the channel, try again.',
  );
}

/** Shown when it is unknown whether the request will be processed. */
export function notPassedOnView(): MessageView {
  return noticeView(
    ':warning: Bouncer may not have received this request. If nothing happens within a minute, try again.',
  );
}

/** Shown while the members of a user group are looked up, which takes long for large groups. */
export function lookUpProgressView(progress: LookUpProgress): MessageView {
  return noticeView(`:hourglass_flowing_sand: ${lookUpProgressText(progress)}`);
}

export function lookUpProgressText({ done, total }: LookUpProgress): string {
  return `Looking up group members in Slack: ${done} of ${total}.`;
}

/** Explains which of a person's own connections are not listed, as mrkdwn; undefined if all are. */
export function notOwnText(count: number): string | undefined {
  if (count === 0) return undefined;
  return `:information_source: ${counted(count, 'connection')} under your VPN name ${count === 1 ? 'isn’t' : 'aren’t'} shown: other people use the name too, or it’s protected.`;
}

/** A message of one or two sentences, already escaped. */
export function noticeView(text: string): MessageView {
  return messageView(text, [section(text)]);
}

/**
 * Puts a notice before an answer.
 *
 * @param notice mrkdwn, already escaped.
 */
export function withNotice(view: MessageView, notice: string | undefined): MessageView {
  if (notice === undefined) return view;
  const [title = ''] = view.text.split('\n', 1);
  return messageView(title, [section(notice), ...view.blocks]);
}

/** Shown when the list is too old to act on. */
export function expiredListView(asOf: Date): MessageView {
  return noticeView(
    `:hourglass: No action was taken, because this list is from ${timeText(asOf, 'seconds')} and is out of date. Press Refresh, or run the command again.`,
  );
}

/** Shown for a message or modal of another version of Bouncer, whose ids or data this version does not know. */
export function outdatedView(): MessageView {
  return noticeView(
    ':hourglass: No action was taken, because this message is from another version of Bouncer. Run the command again.',
  );
}
