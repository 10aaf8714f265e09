import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelProblem } from '../../policy/authorize.ts';
import type { MessageView } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { reasonTooShortText } from '../../slack/block-kit/inputs.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { denialView } from '../connections/denied-message.ts';
import type { ClaimProblem } from './claim-problem.ts';
import type {
  ApprovalProblem,
  CannotDecideOnClaim,
  SettledClaim,
  UnapprovableClaim,
} from './decide-claim.ts';
import { claimMadeView } from './messages.ts';
import type { RemoveResult } from './remove-claim.ts';
import type { ClaimResult } from './request-claim.ts';

/** Tells a person what became of their claim. */
export function claimAnswerView(
  result: Exclude<ClaimResult, { kind: 'begun' }>,
  names: BotNames,
): MessageView {
  switch (result.kind) {
    case 'claimed':
      return claimMadeView(result.claim, result.isShown);
    case 'refused':
      return denialView(result.denial, names);
    case 'no_channel':
      return noticeView(
        ':no_entry: Names can’t be claimed here, because no channel can approve them. Ask an operator to add the name under `people.map`.',
      );
    case 'channel_unfit':
      return noticeView(
        `:no_entry: Your claim wasn’t made. It would be posted in <#${result.channel}>, but ${channelTexts[result.problem]}`,
      );
    case 'reason_too_short':
      return noticeView(`:x: ${reasonTooShortText(result.minReason)}`);
    case 'impossible':
      return noticeView(`:no_entry: ${problemTexts[result.problem]}`);
    case 'pending':
      return noticeView(
        ':information_source: You have already claimed this name. Someone has to approve it.',
      );
    case 'too_many':
      return noticeView(
        `:no_entry: You already have ${counted(result.most, 'claim')} pending approval. Withdraw one with \`${names.command} names\`, or wait for a decision.`,
      );
    case 'too_many_today':
      return noticeView(
        `:no_entry: You can make ${counted(result.most, 'claim')} in 24 hours, including withdrawn ones. Try again tomorrow.`,
      );
  }
}

const tellOperator = 'Tell an operator.';

/** Each follows “It would be posted in #secops, but”. */
const channelTexts = {
  channel_unknown: `Bouncer isn’t set up there. ${tellOperator}`,
  channel_hidden: `Bouncer isn’t in that channel. ${tellOperator}`,
  channel_unverifiable: 'Slack couldn’t verify that channel. Try again in a minute.',
  channel_public: `that channel is public. ${tellOperator}`,
  channel_shared: `that channel is shared with another organization. ${tellOperator}`,
  channel_org_shared: `other workspaces share that channel. ${tellOperator}`,
  channel_archived: `that channel is archived. ${tellOperator}`,
  grant_missing: `that channel can’t block people. ${tellOperator}`,
} as const satisfies Record<ChannelProblem, string>;

const askOperator = 'If it’s your certificate, ask an operator to add it under `people.map`.';

const problemTexts = {
  unreadable:
    'This can’t be the name of a certificate. Enter up to 64 visible characters, without commas or semicolons.',
  already_theirs: 'This is already one of your VPN names.',
  protected: `This name is protected, so it can’t be claimed. ${askOperator}`,
  not_a_certificate: `This is the name of a user, not of a certificate, so it can’t be claimed. ${askOperator}`,
  someone_elses: `This name belongs to someone else, so it can’t be claimed. ${askOperator}`,
  unchecked:
    'Bouncer couldn’t check with Slack whether this name belongs to someone else. Try again in a minute.',
} as const satisfies Record<ClaimProblem | 'unreadable', string>;

/** Tells someone why they could not decide, or why a claim cannot be approved now. */
export function undecidedView(result: CannotDecideOnClaim | UnapprovableClaim, names: BotNames): MessageView {
  switch (result.kind) {
    case 'unknown':
      return noticeView(':grey_question: Bouncer can’t find this claim, so no action was taken.');
    case 'busy':
      return noticeView(
        ':hourglass: Someone else is deciding on this claim right now. See its message for the outcome.',
      );
    case 'over':
      return noticeView(`:information_source: ${overText(result.claim)}`);
    case 'refused':
      return denialView(result.denial, names);
    case 'unchecked':
      return noticeView(
        `:warning: Not approved yet: Bouncer couldn’t check ${listed(result.endpoints.map((each) => shown(each)))}, where someone may use this name. Try again in a minute.`,
      );
    case 'impossible':
      return noticeView(
        `:no_entry: *Not approved.* ${approvalProblemTexts[result.problem](shownBold(result.claim.name))}`,
      );
  }
}

function overText({ state, person, expiresAt }: SettledClaim['claim']): string {
  switch (state.kind) {
    case 'approved':
      return `<@${state.by.id}> already approved this claim (${timeText(state.at, 'day')}).`;
    case 'declined':
      return `<@${state.by.id}> already declined this claim (${timeText(state.at, 'day')}).`;
    case 'withdrawn':
      return `<@${person}> withdrew this claim (${timeText(state.at, 'day')}).`;
    case 'removed':
      return `<@${state.by.id}> removed this name (${timeText(state.at, 'day')}).`;
    case 'open':
    case 'expired':
      return `This claim expired (${timeText(expiresAt, 'day')}).`;
  }
}

const approvalProblemTexts = {
  already_theirs: (name) => `${name} is already one of this person’s VPN names. Decline the claim.`,
  protected: (name) => `${name} is protected. Decline the claim.`,
  not_a_certificate: (name) => `${name} is the name of a user, not of a certificate. Decline the claim.`,
  someone_elses: (name) => `${name} belongs to someone else. Decline the claim.`,
  unchecked: (name) =>
    `Bouncer couldn’t check with Slack whether ${name} belongs to someone else. Try again in a minute.`,
  no_member: () =>
    'Slack couldn’t verify that the claimant is still a full member. Try again in a minute, or decline the claim.',
  user_name: (name) =>
    `Someone signs in as ${name}, or did so earlier, so it isn’t only a certificate’s name. Decline the claim.`,
  unread_history: (name) =>
    `Bouncer couldn’t read the connection history, which shows whether someone has signed in as ${name}. Try again in a minute.`,
  many_connections: (name) =>
    `More connections use the certificate ${name} than one person may terminate without approval, so several people probably share it. Decline the claim.`,
} as const satisfies Record<ApprovalProblem, (name: string) => string>;

/** Tells someone what became of a name that they wanted to remove. */
export function removalAnswerView(result: RemoveResult, names: BotNames): MessageView {
  switch (result.kind) {
    case 'settled':
      return noticeView(
        `:no_entry_sign: ${shownBold(result.claim.name)} was removed. Its connections no longer count as ${result.claim.claimant.id === byOf(result) ? 'yours' : `those of ${shown(result.claim.claimant.name)}`}.`,
      );
    case 'gone':
      return noticeView(':information_source: This name was already removed.');
    case 'refused':
      return denialView(result.denial, names);
    case 'reason_too_short':
      return noticeView(`:x: ${reasonTooShortText(result.minReason)}`);
  }
}

function byOf({ claim: { state } }: SettledClaim): string | undefined {
  return 'by' in state ? state.by.id : undefined;
}
