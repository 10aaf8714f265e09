import type { ActionsBlock } from '@slack/types';
import type { Approval, ApprovalState } from '../../domain/approval.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { FailureCode } from '../../domain/failure.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  type MessageView,
  messageView,
  plainText,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownPlain, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { namePageViews, namesBlocks, pagesFor } from '../../slack/block-kit/paging.ts';
import { counted, timeText } from '../../slack/block-kit/quantities.ts';
import { unavailableBlocks } from '../connections/coverage-blocks.ts';

/** How many pages of names the message itself shows; the others are posted in its thread. */
const mostPages = 1;
/** A target up to this many characters long fits in the title and needs no separate list. */
const longestTarget = 200;

/**
 * Asks a channel for a second person; the same message later shows the outcome.
 *
 * @param isComplete Whether all names have been posted; until then, the message has no buttons.
 */
export function approvalView(approval: Approval, names: BotNames, isComplete = true): MessageView {
  const { requester, target, reason, detail, count: connections, correlation, state } = approval;
  const what = `${counted(connections, 'session')} of ${shown(target, longestTarget)}`;
  const pages = pagesOf(approval);
  const title = `${titles[state.kind]}: ${what}, asked by <@${requester.id}>`;

  return messageView(title, [
    section(`${signs[state.kind]} *${titles[state.kind]}* · ${what}\n${shownQuote(reason)}`),
    ...namesBlocks(pages, mostPages),
    section(stateText(approval, names)),
    ...(state.kind === 'open' ? [isComplete ? buttons(approval) : context(incompleteText)] : []),
    context(`asked by <@${requester.id}> · ${shown(detail, 400)} · ${correlation}`),
  ]);
}

const incompleteText =
  'Bouncer is posting the names in the thread. Approve and Decline appear as soon as all of them are there.';

/** Returns the pages of names that do not fit in the message and go into its thread. */
export function approvalNameViews(approval: Approval): readonly MessageView[] {
  return namePageViews(pagesOf(approval), mostPages);
}

function pagesOf({ target, names }: Approval): readonly string[] {
  return pagesFor(names, target, longestTarget);
}

/** Notifies the requester of the outcome, since updating a message in place notifies no one. */
export function approvalEndView(approval: Approval, names: BotNames): MessageView {
  const { requester, state } = approval;
  const text = `<@${requester.id}> ${signs[state.kind]} *${titles[state.kind]}*: ${stateText(approval, names)}`;
  return messageView(text, [section(text)]);
}

const titles = {
  open: 'A second person is needed',
  approved: 'Approved',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  expired: 'Nobody decided in time',
  clock_set_back: 'Expired',
  gone: 'Nothing was left to end',
  refused: 'Not carried out',
  abandoned: 'Not carried out',
} as const satisfies Record<ApprovalState['kind'], string>;

const signs = {
  open: ':busts_in_silhouette:',
  approved: ':white_check_mark:',
  declined: ':no_entry:',
  withdrawn: ':leftwards_arrow_with_hook:',
  expired: ':hourglass:',
  clock_set_back: ':hourglass:',
  gone: ':information_source:',
  refused: ':no_entry:',
  abandoned: ':x:',
} as const satisfies Record<ApprovalState['kind'], string>;

function stateText({ state, requester, expiresAt }: Approval, { command }: BotNames): string {
  switch (state.kind) {
    case 'open':
      return `<@${requester.id}> asks to end them. Anybody else in this channel may approve until ${timeText(expiresAt, 'seconds')}; what is on then ends at once. <@${requester.id}> may withdraw it with Decline.`;
    case 'approved':
      return `<@${state.by.id}> approved it at ${timeText(state.at, 'seconds')}. What ended is said in a message of its own.`;
    case 'declined':
      return `<@${state.by.id}> declined it at ${timeText(state.at, 'seconds')}. Nothing was ended.${state.reason === undefined ? '' : `\n${shownQuote(state.reason)}`}`;
    case 'withdrawn':
      return `<@${requester.id}> took it back at ${timeText(state.at, 'seconds')}. Nothing was ended.`;
    case 'expired':
      return `Its time was over at ${timeText(expiresAt, 'seconds')}. Nothing was ended; ask again if it is still needed.`;
    case 'clock_set_back':
      return 'Bouncer’s clock was set back, so it cannot tell how long ago this was asked for. Nothing was ended; ask again if it is still needed.';
    case 'gone':
      return `<@${state.by.id}> approved it at ${timeText(state.at, 'seconds')}, when nothing of it was on any more. Nothing was ended.`;
    case 'refused':
      return `When it was approved, <@${requester.id}> was no longer allowed to do this. Nothing was ended.`;
    case 'abandoned':
      return `It was approved, and then Bouncer could not go on with it in time, and left it alone. Look with \`${command} who\`, and ask again.`;
  }
}

/** Keeps the question of the confirmation dialog below Slack's limit of 300 characters. */
const longestInQuestion = 100;

function buttons(approval: Approval): ActionsBlock {
  const { correlation, count: connections, target, requester } = approval;
  const whose = target.length <= longestInQuestion ? target : whereNamed(pagesOf(approval).length);
  const question = `This ends ${counted(connections, 'session')} of ${whose} at once. Your name stands in the record beside ${requester.name}’s.`;
  const approve = {
    ...button(actionIds.approve, 'Approve', correlation, 'danger'),
    ...spokenAs('Approve terminating', target),
    confirm: {
      title: plainText('Approve it?', 100),
      text: plainText(shownPlain(question, 300), 300),
      confirm: plainText('Approve', 30),
      deny: plainText('Cancel', 30),
    },
  };
  return actions('approval', [
    approve,
    { ...button(actionIds.decline, 'Decline', correlation), ...spokenAs('Decline terminating', target) },
  ]);
}

function whereNamed(pages: number): string {
  if (pages === 0) return 'everyone named in this message';
  return `all names listed in this message${pages > mostPages ? ' and its thread' : ''}`;
}

/** Tells the second person that the approval was recorded, but the kick could not be. */
export function approvedNotBegunView(code: FailureCode): MessageView {
  return noticeView(
    `:warning: *Approved, but not started*: nothing was terminated. Bouncer retries for two minutes. ${failureSentence(code)}`,
  );
}

/** Tells someone who clicked too late what was decided. */
export function approvalOverView(approval: Approval): MessageView {
  return noticeView(`:information_source: ${overText(approval)} Nothing was done about your click.`);
}

/** Reports that someone else is deciding, and that the decision is not in the audit log yet. */
export function approvalBusyView(): MessageView {
  return noticeView(
    ':hourglass: Somebody else is deciding about this at this moment, or it is still being posted. Its message says what comes of it.',
  );
}

/** Reports that the audit log has no such request. */
export function approvalUnknownView(): MessageView {
  return noticeView(':grey_question: I know of no such request. Nothing was done; type the command again.');
}

/** Reports that no connection was found, but that not every endpoint responded. */
export function approvalUnseenView(unavailable: readonly UnavailableEndpoint[]): MessageView {
  const text =
    'Nothing of it was found on the endpoints that answered, so nothing was done. Press Approve again.';
  return messageView(text, [section(`:warning: ${text}`), ...unavailableBlocks(unavailable)]);
}

function overText({ state, requester, expiresAt }: Approval): string {
  switch (state.kind) {
    case 'approved':
      return `<@${state.by.id}> has approved this already, at ${timeText(state.at, 'seconds')}.`;
    case 'declined':
      return `<@${state.by.id}> has declined this, at ${timeText(state.at, 'seconds')}.`;
    case 'withdrawn':
      return `<@${requester.id}> has withdrawn this, at ${timeText(state.at, 'seconds')}.`;
    case 'gone':
      return 'Nothing of this was left to end.';
    case 'refused':
    case 'abandoned':
      return 'This was approved, and could not be carried out.';
    case 'clock_set_back':
      return 'Too late: Bouncer’s clock was set back, so it cannot tell how long ago this was asked for. Ask again if it is still needed.';
    case 'open':
    case 'expired':
      return `Too late: nobody decided until ${timeText(expiresAt, 'seconds')}. Ask again if it is still needed.`;
  }
}
