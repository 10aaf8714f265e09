import type { BotNames } from '../../domain/bot-names.ts';
import type { LookUpProgress } from '../../domain/channel.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { MessageView } from './blocks.ts';
import { messageView, section } from './blocks.ts';
import { failureSentence } from './failure-sentence.ts';
import { counted, timeText } from './quantities.ts';

/** Said where the bot may answer one person but not post for all. */
export function uninvitedView({ handle }: BotNames): MessageView {
  return noticeView(
    `:warning: I am not in this channel, so I cannot post here. Type \`/invite ${handle}\` and press Share again.`,
  );
}

/** Said about a command that the app has and the bot is not set up for. */
export function otherCommandView(typed: string, { command }: BotNames): MessageView {
  return noticeView(
    `:grey_question: Bouncer is set up for \`${command}\`, so nothing was done about \`${typed}\`. Type \`${command} help\`. If Slack does not know it, an operator can give the app and \`bouncer.yml\` the same \`command\`.`,
  );
}

/** Said when Slack took the press for too old to open a window for it. */
export function tooLateView(): MessageView {
  return noticeView(
    ':hourglass: That took longer than the three seconds that Slack allows for opening a window. Nothing was done; try again.',
  );
}

/** Said instead of working on a request when there are too many at once. */
export function busyView(): MessageView {
  return noticeView(
    ':hourglass: I am busy or about to restart, and did nothing about this. Try again in a minute.',
  );
}

/** Said to whoever makes more requests than anybody does by hand, as plain text. */
export function tooManyText(retryInS: number): string {
  return `You’re sending too many requests, so nothing was done. Try again in ${counted(retryInS, 'second')}.`;
}

/** The same as a message. */
export function tooManyView(retryInS: number): MessageView {
  return noticeView(`:hourglass: ${tooManyText(retryInS)}`);
}

/** Said when a modal was sent off with something wrong in it, and has closed by now. */
export function undoneView(complaint: string): MessageView {
  return noticeView(`:x: Nothing was done. ${complaint}`);
}

/** Said when the bot's store failed before an act, or left it open whether the act was recorded. */
export function undoneByStoreView(code: FailureCode): MessageView {
  const sentence = failureSentence(code);
  return noticeView(
    code === 'store_unconfirmed' ? `:warning: ${sentence}` : `:x: *Nothing was done.* ${sentence}`,
  );
}

/** Said instead of working on a request that was on its way for so long that its person has given it up. */
export function lateView(): MessageView {
  return noticeView(
    ':hourglass: This reached me too late to begin with it. What I had begun before tells of itself; otherwise nothing was done, so try again.',
  );
}

/** Said when it is unknown whether anyone will work on a request. */
export function notPassedOnView(): MessageView {
  return noticeView(
    ':x: I could not pass this on for certain. If nothing comes of it within a minute, nothing was done: try again.',
  );
}

/** Said while the members of a user group are looked up, which takes long where they are many. */
export function lookUpProgressView(progress: LookUpProgress): MessageView {
  return noticeView(`:hourglass_flowing_sand: ${lookUpProgressText(progress)}`);
}

export function lookUpProgressText({ done, total }: LookUpProgress): string {
  return `Looking up the members of the group in Slack: ${done} of ${counted(total, 'member')} looked up.`;
}

/** What is missing from the list of one's own connections, as mrkdwn; undefined when nothing is. */
export function notOwnText(count: number): string | undefined {
  if (count === 0) return undefined;
  return `:information_source: ${counted(count, 'connection')} with a name of yours ${count === 1 ? 'is' : 'are'} not shown: other users have the name as well, or it is protected.`;
}

/** One sentence or two, already escaped. */
export function noticeView(text: string): MessageView {
  return messageView(text, [section(text)]);
}

/** Puts what has to be said first before an answer. @param notice mrkdwn, already escaped. */
export function withNotice(view: MessageView, notice: string | undefined): MessageView {
  if (notice === undefined) return view;
  const [title = ''] = view.text.split('\n', 1);
  return messageView(title, [section(notice), ...view.blocks]);
}

/** Tells that the list is too old to act on. */
export function expiredListView(asOf: Date): MessageView {
  return noticeView(
    `:hourglass: This list is from ${timeText(asOf, 'seconds')}, too old to act on. Press Refresh, or type the command again. Nothing was done.`,
  );
}

/** Tells that a message or modal is of an earlier version of the bot, which wrote what it remembers differently. */
export function outdatedView(): MessageView {
  return noticeView(
    ':hourglass: This was made by an earlier version of me, so I cannot act on it. Type the command again. Nothing was done.',
  );
}
