import type { ActionsBlock, KnownBlock } from '@slack/types';
import { withoutPersonIds } from '../../domain/audit-entry.ts';
import type { ClaimFacts, ClaimRequest, ClaimState } from '../../domain/claim-request.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  type MessageView,
  messageView,
  plainText,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';

const signs = {
  open: ':busts_in_silhouette:',
  approved: ':white_check_mark:',
  declined: ':no_entry:',
  withdrawn: ':leftwards_arrow_with_hook:',
  expired: ':hourglass:',
  removed: ':no_entry_sign:',
} as const satisfies Record<ClaimState['kind'], string>;

const titles = {
  open: 'Certificate name claimed',
  approved: 'Certificate name approved',
  declined: 'Claim declined',
  withdrawn: 'Claim withdrawn',
  expired: 'Claim expired',
  removed: 'Certificate name removed',
} as const satisfies Record<ClaimState['kind'], string>;

/** Asks a channel whether a certificate name is someone’s; the same message later shows the outcome. */
export function claimView(claim: ClaimRequest): MessageView {
  const { person, name, reason, facts, state } = claim;
  const title = `${titles[state.kind]}: ${shown(name)} for <@${person}>`;
  return messageView(title, [
    section(
      `${signs[state.kind]} *${titles[state.kind]}* · <@${person}> says that the certificate ${shownBold(name)} is theirs\n${shownQuote(reason)}`,
    ),
    ...(state.kind === 'open' ? factBlocks(facts) : []),
    section(stateText(claim)),
    ...(state.kind === 'open' ? [buttons(claim)] : []),
  ]);
}

/** What the second person should know before they decide. */
function factBlocks({ connections, endpoints, unchecked, isUserName, others }: ClaimFacts): KnownBlock[] {
  const on = endpoints.length === 0 ? '' : ` on ${listed(endpoints.map((each) => shown(each)))}`;
  const many = connections > 1 ? ' If several people use it, decline.' : '';
  const use =
    connections === 0
      ? 'No connection uses this certificate now.'
      : `${counted(connections, 'connection')} ${connections === 1 ? 'uses' : 'use'} this certificate now${on}.${many}`;
  const names = listed(others.map((other) => shown(withoutPersonIds(other))));
  return [
    section(
      [
        `${connections > 1 ? ':warning:' : ':information_source:'} ${use}`,
        ...(unchecked.length === 0
          ? []
          : [`:warning: ${listed(unchecked.map((each) => shown(each)))} couldn’t be checked.`]),
        ...(isUserName
          ? [
              ':warning: Someone signs in with this name as their user name, or did so earlier, so it can’t be approved.',
            ]
          : []),
        ...(others.length === 0
          ? []
          : [
              `:warning: ${names} already ${others.length === 1 ? 'has' : 'have'} this name. If you approve, Bouncer can’t tell whose its connections are.`,
            ]),
      ].join('\n'),
    ),
  ];
}

function stateText({ person, channel, state, expiresAt }: ClaimRequest): string {
  switch (state.kind) {
    case 'open':
      return `If you approve, connections with this certificate count as <@${person}>’s: they can terminate them, and a kick or block of <@${person}> covers them. Only connections that begin after the approval appear in their history. Anyone else in <#${channel.id}> who can block people can decide until ${timeText(expiresAt, 'day')}.`;
    case 'approved':
      return `<@${state.by.id}> approved this claim (${timeText(state.at, 'day')}). Its connections count as those of <@${person}>.`;
    case 'declined':
      return `<@${state.by.id}> declined this claim (${timeText(state.at, 'day')}).${quoted(state.reason)}`;
    case 'withdrawn':
      return `<@${person}> withdrew this claim (${timeText(state.at, 'day')}).`;
    case 'expired':
      return `No one approved or declined this claim by ${timeText(expiresAt, 'day')}.`;
    case 'removed':
      return `<@${state.by.id}> removed this name (${timeText(state.at, 'day')}). Its connections no longer count as those of <@${person}>.${quoted(state.reason)}`;
  }
}

function quoted(reason: string | undefined): string {
  return reason === undefined ? '' : `\n${shownQuote(reason)}`;
}

/** The question of the confirmation dialog has room for 300 characters. */
const longestInQuestion = 64;

function buttons({ correlation, name, claimant }: ClaimRequest): ActionsBlock {
  const question = `${shownPlain(claimant.name, longestInQuestion)} can then terminate every connection with the certificate ${shownPlain(name, longestInQuestion)}. Approve only if you know that nobody else uses it.`;
  return actions('claim', [
    {
      ...button(actionIds.approveName, 'Approve', correlation, 'primary'),
      ...spokenAs('Approve the name', name),
      confirm: {
        title: plainText('Approve this name?', 100),
        text: plainText(question, 300),
        confirm: plainText('Approve', 30),
        deny: plainText('Cancel', 30),
      },
    },
    {
      ...button(actionIds.declineName, 'Decline', correlation),
      ...spokenAs('Decline the name', name),
    },
  ]);
}

/** Tells the claimant, in a direct message, what became of their claim; undefined if they know or wait. */
export function claimOutcomeView({ person, name, channel, state }: ClaimRequest): MessageView | undefined {
  const what = shownBold(name);
  switch (state.kind) {
    case 'approved':
      return outcome(
        `:white_check_mark: ${what} is now one of your VPN names: <@${state.by.id}> approved it. Connections with this certificate count as yours.`,
      );
    case 'declined':
      return outcome(
        `:no_entry: <@${state.by.id}> declined your claim of the certificate ${what}.${quoted(state.reason)}`,
      );
    case 'expired':
      return outcome(
        `:hourglass: Your claim of the certificate ${what} expired, because no one decided on it in time. Claim it again, and ask someone in <#${channel.id}> to approve it.`,
      );
    case 'removed':
      return state.by.id === person
        ? undefined
        : outcome(
            `:no_entry_sign: <@${state.by.id}> removed ${what} from your VPN names.${quoted(state.reason)}`,
          );
    default:
      return undefined;
  }
}

function outcome(text: string): MessageView {
  return messageView(text, [section(text)]);
}

/** Says, where a claim was made, that it waits for a decision. */
export function claimMadeView({ name, channel, expiresAt }: ClaimRequest, isShown: boolean): MessageView {
  const posted = isShown
    ? `Someone in <#${channel.id}> has to approve it by ${timeText(expiresAt, 'day')}.`
    : `Bouncer couldn’t post the request in <#${channel.id}> yet and will keep trying.`;
  const text = `:busts_in_silhouette: You claimed the certificate name ${shownBold(name)}. ${posted} You’ll get a message when someone decides.`;
  return messageView(text, [section(text)]);
}
