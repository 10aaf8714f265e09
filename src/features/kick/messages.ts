import type { KnownBlock } from '@slack/types';
import type { BlockReport } from '../../domain/block-report.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import { countsOf, type Kick, type KickOutcome, outcomeOf } from '../../domain/kick.ts';
import type { KickNotice } from '../../domain/kick-notice.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { commaSeparated, counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { blockInKickBlocks } from '../block/messages.ts';
import { unavailableBlocks } from '../connections/coverage-blocks.ts';
import { reconnectText } from '../reconnect/messages.ts';
import { connectionBlocks, connectionsText } from './connection-lines.ts';
import { outOfScopeBlocks } from './many-people.ts';
import { outcomeText } from './outcome-text.ts';
import { isWorthRetrying } from './retry-kick.ts';

/** A message names up to this many connections that were not approved; the audit log has all of them. */
const maxUnapproved = 20;

const signs = {
  under_way: ':hourglass_flowing_sand:',
  all_ended: ':white_check_mark:',
  partly_ended: ':warning:',
  none_ended: ':x:',
  nothing_to_do: ':information_source:',
} as const satisfies Record<KickOutcome, string>;

/**
 * Shows the progress of a kick in the channel, and the outcome of each connection.
 *
 * @param reports The blocks that were requested together with it.
 */
export function kickView(kick: Kick, names: BotNames, reports: readonly BlockReport[] = []): MessageView {
  const outcome = outcomeOf(kick);
  const isProgress = outcome === 'under_way';
  const isUnblocked = reports.some(({ state }) => state.kind === 'failed' || state.kind === 'abandoned');
  const isPartlyBlocked = reports.some(({ state }) => state.kind === 'blocked' && state.failed !== undefined);
  const sign = isUnblocked || isPartlyBlocked ? ':rotating_light:' : signs[outcome];
  const blocking = isUnblocked ? ' · not blocked' : isPartlyBlocked ? ' · not all blocked' : '';
  const title = `${isProgress ? progressTitle(kick) : resultTitle(kick)}${blocking}`;

  const render = (summary: readonly KnownBlock[]) =>
    messageView(`${title}: ${shown(kick.target)}, requested by <@${kick.actor.id}>`, [
      section(`${sign} *${title}* · ${shown(kick.target, 200)}\n${shownQuote(kick.reason)}`),
      ...summary,
      ...breakGlassBlocks(kick, outcome),
      ...connectionBlocks(kick, names),
      ...reports.flatMap((report) => blockInKickBlocks(report, reports.length === 1 ? kick.target : '')),
      ...unrequestedBlocks(kick),
      ...remainingBlocks(kick),
      ...unapprovedBlocks(kick, names),
      ...unavailableBlocks(kick.unavailable),
      ...outOfScopeBlocks('Not checked', kick.outOfScope),
      ...otherUsersBlocks(kick),
      ...unrecordedBlocks(kick),
      ...stopBlocks(kick, outcome),
      ...retryBlocks(kick, outcome),
      context(footer(kick)),
    ]);
  if (!isProgress || !kick.isMany) return { ...render([]), isProgress };

  // Screen readers would read each character of the bar.
  const { text } = render([section(progressText(kick))]);
  const { blocks } = render([section(`${progressBar(kick)} ${progressText(kick)}`)]);
  return { text, blocks, isProgress };
}

const inWords = new Intl.ListFormat('en');

/** Tells a person in a direct message that their connections were terminated. */
export function kickNoticeView({ channelName, endpoints, count, reason }: KickNotice): MessageView {
  const which = count === 1 ? 'VPN connection' : `${count} VPN connections`;
  const verb = count === 1 ? 'was' : 'were';
  const where = inWords.format(endpoints.map((name) => shown(name)));
  const text = `Your ${which} to ${where} ${verb} terminated by #${shown(channelName)} staff.`;
  const why = reason === undefined ? '' : `\n${shownQuote(reason)}`;
  return { ...messageView(text, [section(`:information_source: ${text}${why}`)]), isOnce: true };
}

function progressTitle(kick: Kick): string {
  const { total, terminated } = countsOf(kick);
  const title = `Terminating ${counted(total, 'connection')}`;
  return kick.isMany || terminated === 0 ? title : `${title} · ${terminated} terminated so far`;
}

/** Says how far a kick of many is: `21 of 41 terminated · 12 in progress · 1 had already ended`. */
function progressText(kick: Kick): string {
  const { total, terminated, terminating, alreadyEnded, notTerminated, skipped } = countsOf(kick);
  const number = (count: number) => count.toLocaleString('en');
  return [
    `${number(terminated)} of ${number(total)} terminated`,
    ...(terminating === 0 ? [] : [`${number(terminating)} in progress`]),
    ...(alreadyEnded === 0 ? [] : [`${number(alreadyEnded)} had already ended`]),
    ...(notTerminated === 0 ? [] : [`${number(notTerminated)} not terminated`]),
    ...(skipped === 0 ? [] : [`${number(skipped)} skipped`]),
  ].join(' · ');
}

const barLength = 10;

/** Draws what is over, what is in progress, and what is queued. */
function progressBar(kick: Kick): string {
  const { total, waiting, terminating } = countsOf(kick);
  const cells = (count: number) => (total === 0 ? 0 : Math.floor((barLength * count) / total));
  const over = cells(total - waiting - terminating);
  const begun = cells(total - waiting);
  return '▓'.repeat(over) + '▒'.repeat(begun - over) + '░'.repeat(barLength - begun);
}

/** Returns the outcome, and which connections of the target may still be active. */
function resultTitle(kick: Kick): string {
  const { unavailable, remaining, unapproved, isMany } = kick;
  // If the audit log or Bouncer failed, the connections on that endpoint count as not terminated.
  const awsFailed = unavailable.filter(({ code }) => code.startsWith('aws_'));
  const unchecked = distinct(awsFailed.map(({ endpoint }) => shown(endpoint.name)));
  return [
    outcomeText(countsOf(kick)),
    ...(isMany || remaining.length === 0 ? [] : [`${counted(remaining.length, 'new connection')} since`]),
    ...(unapproved.length === 0 ? [] : [`${unapproved.length} not approved`]),
    ...(unchecked.length === 0 ? [] : [`${listed(unchecked)} couldn’t be checked`]),
  ].join(' · ');
}

function breakGlassBlocks({ authority }: Kick, outcome: KickOutcome): KnownBlock[] {
  if (authority.kind !== 'break_glass') return [];
  const verb = outcome === 'under_way' ? 'terminating' : 'terminated';
  return [section(`:rotating_light: *Break-glass*: ${verb} without approval.`)];
}

function unrequestedBlocks({ unrequested, unavailable }: Kick): KnownBlock[] {
  // The message already says why an endpoint is missing.
  if (unrequested === 0 || unavailable.length > 0) return [];
  const verb = unrequested === 1 ? 'wasn’t' : 'weren’t';
  return [
    section(
      `:warning: ${counted(unrequested, 'connection')} ${verb} terminated because Bouncer was interrupted.`,
    ),
  ];
}

/**
 * Lists the new connections by name, since they may belong to someone else. After a kick of many they are no failure,
 * so the message does not warn.
 */
function remainingBlocks({ remaining, isMany, parts }: Kick): KnownBlock[] {
  if (remaining.length === 0) return [];
  const where = distinct(
    parts
      .filter(({ endpoint }) => remaining.some(({ endpointId }) => endpointId === endpoint.id))
      .map(({ endpoint }) => shown(endpoint.name)),
  );
  const on = where.length === 0 ? '' : ` on ${listed(where)}`;
  const verb = remaining.length === 1 ? 'has' : 'have';
  const text = `*${counted(remaining.length, 'new connection')} ${verb} started${on} since*: ${connectionsText(remaining)}`;
  return [section(isMany ? `:information_source: ${text}` : `:warning: ${text}. ${reconnectText}`)];
}

function unapprovedBlocks({ unapproved }: Kick, { command }: BotNames): KnownBlock[] {
  if (unapproved.length === 0) return [];
  const verb = unapproved.length === 1 ? 'wasn’t' : 'weren’t';
  return [
    section(
      `:warning: ${counted(unapproved.length, 'connection')} ${verb} part of the approval and ${verb} terminated: ${connectionsText(unapproved, maxUnapproved)}. To terminate ${unapproved.length === 1 ? 'it' : 'them'}, run \`${command} kick\` again.`,
    ),
  ];
}

function otherUsersBlocks({ otherUsers }: Kick): KnownBlock[] {
  if (otherUsers === 0) return [];
  return [context(`Skipped: ${counted(otherUsers, 'connection')} of other users with the same certificate`)];
}

function unrecordedBlocks(kick: Kick): KnownBlock[] {
  if (!kick.parts.some(({ isUnrecorded }) => isUnrecorded)) return [];
  return [
    section(':rotating_light: *The outcome couldn’t be written to the audit log.* Tell an operator at once.'),
  ];
}

/** Shows the Stop button. It only identifies the kick; whoever presses it is authorized again. */
function stopBlocks({ isMany, correlation, target }: Kick, outcome: KickOutcome): KnownBlock[] {
  if (!isMany || outcome !== 'under_way') return [];
  return [
    actions('kick_stop', [
      {
        ...button(actionIds.stop, 'Stop', correlation, 'danger'),
        ...spokenAs('Stop terminating', target),
      },
    ]),
  ];
}

/** Shows the Retry button, which opens the kick modal anew. Like Stop, it only identifies the kick. */
function retryBlocks({ parts, correlation, target }: Kick, outcome: KickOutcome): KnownBlock[] {
  const isOffered = parts.some(({ connections }) =>
    connections.some(({ state }) => isWorthRetrying(state.kind)),
  );
  if (!isOffered || outcome === 'under_way') return [];
  return [
    actions('kick_retry', [
      {
        ...button(actionIds.retry, 'Retry', correlation),
        ...spokenAs('Retry terminating', target),
      },
    ]),
  ];
}

function footer({ actor, authority, requestedAt, parts }: Kick): string {
  const approved = authority.kind === 'approved' ? `, approved by <@${authority.by.id}>` : '';
  const endpoints = commaSeparated(distinct(parts.map(({ endpoint }) => shown(endpoint.name))));
  const where = endpoints === '' ? '' : ` · ${endpoints}`;
  return `Requested by <@${actor.id}> at ${timeText(requestedAt, 'seconds')}${approved}${where}`;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
