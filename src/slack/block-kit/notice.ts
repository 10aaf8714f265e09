import type { BotNames } from '../../domain/bot-names.ts';
import type { LookUpProgress } from '../../domain/channel.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { MessageView } from './blocks.ts';
import { messageView, section } from './blocks.ts';
import { failureSentence } from './failure-sentence.ts';
import { counted, timeText } from './quantities.ts';

/** Shown when Bouncer can answer the person but cannot post in the channel. */
export function uninvitedView({ handle }: BotNames): MessageView {
  return noticeView(
    `:warning: I am not in this channel, so I cannot post here. Type \`/invite ${handle}\` and press Share again.`,
  );
}

/** Shown for a command that the Slack app has but Bouncer is not configured for. */
export function otherCommandView(typed: string, { command }: BotNames): MessageView {
  return noticeView(
    `:grey_question: Bouncer is set up for \`${command}\`, so nothing was done about \`${typed}\`. Type \`${command} help\`. If Slack does not know it, an operator can give the app and \`bouncer.yml\` the same \`command\`.`,
  );
}

/** Shown when the trigger has expired, so that Slack no longer opens a modal. */
export function tooLateView(): MessageView {
  return noticeView(
    ':hourglass: That took longer than the three seconds that Slack allows for opening a window. Nothing was done; try again.',
  );
}

/** Shown when there are too many requests at once, and this one is not processed. */
export function busyView(): MessageView {
  return noticeView(
    ':hourglass: I am busy or about to restart, and did nothing about this. Try again in a minute.',
  );
}

/** Shown to a person who sends more requests than anyone could by hand, as plain text. */
export function tooManyText(retryInS: number): string {
  return `You’re sending too many requests, so nothing was done. Try again in ${counted(retryInS, 'second')}.`;
}

/** The text of {@link tooManyText} as a message. */
export function tooManyView(retryInS: number): MessageView {
  return noticeView(`:hourglass: ${tooManyText(retryInS)}`);
}

/** Shown when a submitted modal had a mistake in it but has already closed. */
export function undoneView(complaint: string): MessageView {
  return noticeView(`:x: Nothing was done. ${complaint}`);
}

/** Shown when the store failed before an action, or when it is unknown whether the action was recorded. */
export function undoneByStoreView(code: FailureCode): MessageView {
  const sentence = failureSentence(code);
  return noticeView(
    code === 'store_unconfirmed' ? `:warning: ${sentence}` : `:x: *Nothing was done.* ${sentence}`,
  );
}

/** Shown when a request took so long to arrive that the person has given up on it, and it is not processed. */
export function lateView(): MessageView {
  return noticeView(
    ':hourglass: This reached me too late to begin with it. What I had begun before tells of itself; otherwise nothing was done, so try again.',
  );
}

/** Shown when it is unknown whether the request will be processed. */
export function notPassedOnView(): MessageView {
  return noticeView(
    ':x: I could not pass this on for certain. If nothing comes of it within a minute, nothing was done: try again.',
  );
}

/** Shown while the members of a user group are looked up, which takes long for large groups. */
export function lookUpProgressView(progress: LookUpProgress): MessageView {
  return noticeView(`:hourglass_flowing_sand: ${lookUpProgressText(progress)}`);
}

export function lookUpProgressText({ done, total }: LookUpProgress): string {
  return `Looking up the members of the group in Slack: ${done} of ${counted(total, 'member')} looked up.`;
}

/** Explains which of a person's own connections are not listed, as mrkdwn; undefined if all are. */
export function notOwnText(count: number): string | undefined {
  if (count === 0) return undefined;
  return `:information_source: ${counted(count, 'connection')} with a name of yours ${count === 1 ? 'is' : 'are'} not shown: other users have the name as well, or it is protected.`;
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
    `:hourglass: This list is from ${timeText(asOf, 'seconds')}, too old to act on. Press Refresh, or type the command again. Nothing was done.`,
  );
}

/** Shown for a message or modal of an earlier version of Bouncer that stored its data in another format. */
export function outdatedView(): MessageView {
  return noticeView(
    ':hourglass: This was made by an earlier version of me, so I cannot act on it. Type the command again. Nothing was done.',
  );
}
