import type { ActionsBlock } from '@slack/types';
import { type Approval, type ApprovalState, canBeRequestedAgain } from '../../domain/approval.ts';
import type { UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { FailureCode } from '../../domain/failure.ts';
import type { ListedPeople } from '../../domain/rules.ts';
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
import type { RequestAgain } from './request-again.ts';

/** How many pages of names the message itself shows; the others are posted in its thread. */
const maxPages = 1;
/** A target up to this many characters long fits in the title and needs no separate list. */
const longestTarget = 200;

/**
 * Asks a channel for approval; the same message later shows the outcome.
 *
 * @param isComplete Whether all names have been posted; until then, the message has no buttons.
 */
export function approvalView(
  approval: Approval,
  isComplete = true,
  approvers: ListedPeople | undefined = undefined,
): MessageView {
  const { requester, target, reason, count, state } = approval;
  const what = `${counted(count, 'connection')} of ${shown(target, longestTarget)}`;
  const title = `${titles[state.kind]}: ${what}, requested by <@${requester.id}>`;

  return messageView(title, [
    section(`${signs[state.kind]} *${titles[state.kind]}* · ${what}\n${shownQuote(reason)}`),
    ...namesBlocks(pagesOf(approval), maxPages),
    section(stateText(approval, approvers)),
    ...(state.kind === 'open' ? [isComplete ? buttons(approval) : context(incompleteText)] : []),
    ...(canBeRequestedAgain(state.kind) ? [againButton(approval)] : []),
    context(`Requested by <@${requester.id}> · ${shown(detailText(approval), 400)}`),
  ]);
}

/** The endpoints and the need, in today's words. The audit log has them in the words of the version that wrote it. */
function detailText({ detail }: Approval): string {
  return detail
    .replace(/^\d+ sessions? on /, 'on ')
    .replace(/; more than (\d+) sessions(?=;|$)/, '; more than $1 connections')
    .replace('; may also be theirs: ', '; possible matches: ')
    .replaceAll('; ', ' · ');
}

const incompleteText =
  'Bouncer is posting all names in the thread. Then, the Approve and Decline buttons appear here.';

/** Returns the pages of names that do not fit in the message and go into its thread. */
export function approvalNameViews(approval: Approval): readonly MessageView[] {
  return namePageViews(pagesOf(approval), maxPages);
}

function pagesOf({ target, names }: Approval): readonly string[] {
  return pagesFor(names, target, longestTarget);
}

/** Notifies the requester of the outcome, since updating a message in place notifies no one. */
export function approvalEndView(approval: Approval): MessageView {
  const { requester, state } = approval;
  const text = `<@${requester.id}> ${signs[state.kind]} ${stateText(approval)}`;
  return messageView(text, [section(text)]);
}

/** Reminds people of an undecided request, halfway through its time. It mentions only the configured approvers. */
export function approvalReminderView(
  { expiresAt }: Approval,
  approvers: ListedPeople | undefined = undefined,
): MessageView {
  const from = approvers === undefined ? '' : ` from ${approversText(approvers)}`;
  return noticeView(
    `:bell: This request still needs approval${from}. It expires at ${timeText(expiresAt, 'seconds')}.`,
  );
}

const titles = {
  open: 'Approval needed',
  approved: 'Approved',
  declined: 'Declined',
  withdrawn: 'Withdrawn',
  expired: 'Expired',
  clock_set_back: 'Expired',
  gone: 'Already ended',
  refused: 'Not terminated',
  abandoned: 'Not terminated',
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

const noneTerminated = 'No connections were terminated.';

function stateText(
  { state, requester, channel, expiresAt, count }: Approval,
  approvers: ListedPeople | undefined = undefined,
): string {
  switch (state.kind) {
    case 'open':
      return `${whoText(approvers, channel.id)} can approve until ${timeText(expiresAt, 'seconds')}. Approve terminates the ${count === 1 ? 'connection' : 'connections'} at once. <@${requester.id}> can withdraw the request with Decline.`;
    case 'approved':
      return `<@${state.by.id}> approved this request at ${timeText(state.at, 'seconds')}. ${countChange(count, state.count)}The outcome is in a separate message.`;
    case 'declined':
      return `<@${state.by.id}> declined this request at ${timeText(state.at, 'seconds')}. ${noneTerminated}${state.reason === undefined ? '' : `\n${shownQuote(state.reason)}`}`;
    case 'withdrawn':
      return `<@${requester.id}> withdrew this request at ${timeText(state.at, 'seconds')}. ${noneTerminated}`;
    case 'expired':
      return `No one approved or declined this request by ${timeText(expiresAt, 'seconds')}. ${noneTerminated}`;
    case 'clock_set_back':
      return `Bouncer’s clock was set back, so it can’t tell how old this request is. ${noneTerminated}`;
    case 'gone':
      return `<@${state.by.id}> approved this request at ${timeText(state.at, 'seconds')}, but the connections had already ended. ${noneTerminated}`;
    case 'refused':
      return `This request was approved, but <@${requester.id}> was no longer allowed to terminate these connections. ${noneTerminated}`;
    case 'abandoned':
      return `This request was approved, but Bouncer couldn’t start it in time. ${noneTerminated}`;
  }
}

/** Says how many connections were approved, if that differs from how many were requested. */
function countChange(requested: number, approved: number | undefined): string {
  if (approved === undefined || approved === requested) return '';
  return `There were ${counted(requested, 'connection')} when requested, ${approved.toLocaleString('en')} when approved. `;
}

/** Mentions the approvers, which notifies them when the request is posted. Without any, it is up to the channel. */
function whoText(approvers: ListedPeople | undefined, channel: string): string {
  if (approvers === undefined) return `Anyone else in <#${channel}> who can terminate connections`;
  return `${approversText(approvers)} in <#${channel}>`;
}

const maxMentions = 20;
const anyOf = new Intl.ListFormat('en', { type: 'disjunction' });

function approversText({ people, groups }: ListedPeople): string {
  const mentions = [...groups.map((id) => `<!subteam^${id}>`), ...people.map((id) => `<@${id}>`)];
  const more = mentions.length - maxMentions;
  return anyOf.format([...mentions.slice(0, maxMentions), ...(more > 0 ? [`${more} more`] : [])]);
}

/** Keeps the question of the confirmation dialog below Slack's limit of 300 characters. */
const longestInQuestion = 100;

function buttons(approval: Approval): ActionsBlock {
  const { correlation, count, target, requester } = approval;
  const whose = target.length <= longestInQuestion ? target : whereNamed(pagesOf(approval).length);
  const question = `This terminates ${counted(count, 'connection')} of ${whose} at once. The audit log names you and ${requester.name}.`;
  const approve = {
    ...button(actionIds.approve, 'Approve', correlation, 'danger'),
    ...spokenAs('Approve terminating', target),
    confirm: {
      title: plainText('Approve this request?', 100),
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

function againButton({ correlation, target }: Approval): ActionsBlock {
  const again = button(actionIds.requestAgain, 'Request again', correlation);
  return actions('approval_again', [{ ...again, ...spokenAs('Request again for', target) }]);
}

/** Says why a request can't be made again with its button. */
export function notAgainView(kind: Exclude<RequestAgain['kind'], 'found' | 'refused'>): MessageView {
  return noticeView(notAgainTexts[kind]);
}

const notAgainTexts = {
  unknown: ':grey_question: Bouncer can’t find this request in this channel, so no action was taken.',
  not_over: ':information_source: Only a request that has expired can be made again.',
  unclear:
    ':warning: Bouncer can’t tell who all these connections belonged to, so no action was taken. Run the command again.',
} as const satisfies Record<Exclude<RequestAgain['kind'], 'found' | 'refused'>, string>;

function whereNamed(pages: number): string {
  if (pages === 0) return 'everyone named in this message';
  return `all names listed in this message${pages > maxPages ? ' and its thread' : ''}`;
}

/** Tells the second person that the approval was recorded, but the kick could not be. */
export function approvedNotBegunView(code: FailureCode): MessageView {
  return noticeView(
    `:warning: *Approved, but not started.* ${noneTerminated} Bouncer retries for two minutes. ${failureSentence(code)}`,
  );
}

/** Tells someone who clicked too late what was decided. */
export function approvalOverView(approval: Approval): MessageView {
  return noticeView(`:information_source: ${overText(approval)}`);
}

/** Reports that someone else is deciding, and that the decision is not in the audit log yet. */
export function approvalBusyView(): MessageView {
  return noticeView(
    ':hourglass: Someone else is deciding on this request right now. See its message for the outcome.',
  );
}

/** Reports that the audit log has no such request. */
export function approvalUnknownView(): MessageView {
  return noticeView(
    ':grey_question: Bouncer can’t find this request, so no action was taken. Run the command again.',
  );
}

/** Reports that no connection was found, but that not every endpoint responded. */
export function approvalUnseenView(unavailable: readonly UnavailableEndpoint[]): MessageView {
  const text =
    'None of these connections were found on the endpoints that responded, so no action was taken. To try again, press Approve.';
  return messageView(text, [section(`:warning: ${text}`), ...unavailableBlocks(unavailable)]);
}

function overText({ state, requester, expiresAt }: Approval): string {
  switch (state.kind) {
    case 'approved':
      return `<@${state.by.id}> already approved this request at ${timeText(state.at, 'seconds')}.`;
    case 'declined':
      return `<@${state.by.id}> already declined this request at ${timeText(state.at, 'seconds')}.`;
    case 'withdrawn':
      return `<@${requester.id}> withdrew this request at ${timeText(state.at, 'seconds')}.`;
    case 'gone':
      return 'These connections had already ended.';
    case 'refused':
    case 'abandoned':
      return `This request was already approved. ${noneTerminated}`;
    case 'clock_set_back':
      return 'Bouncer’s clock was set back, so it can’t tell how old this request is. Request it again if it’s still needed.';
    case 'open':
    case 'expired':
      return `This request expired at ${timeText(expiresAt, 'seconds')}. Request it again if it’s still needed.`;
  }
}
