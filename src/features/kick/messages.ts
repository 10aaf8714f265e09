import type { KnownBlock } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { Connection } from '../../domain/connection.ts';
import {
  type Change,
  countsOf,
  type Kick,
  type KickedConnection,
  type KickOutcome,
  type KickPart,
  outcomeOf,
} from '../../domain/kick.ts';
import { confirmedAfterMs } from '../../domain/moment.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
  spokenAs,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import {
  counted,
  inAuditLog,
  listed,
  shortId,
  statusPath,
  timeText,
} from '../../slack/block-kit/quantities.ts';
import { unavailableBlocks } from '../connections/coverage-blocks.ts';
import { reconnectText } from '../reconnect/messages.ts';
import { confirmedText, outcomeText } from './outcome-text.ts';

/** A message shows up to this many connections that need attention; the audit log has all of them. */
const maxLines = 20;

const signs = {
  under_way: ':hourglass_flowing_sand:',
  all_ended: ':white_check_mark:',
  partly_ended: ':warning:',
  none_ended: ':x:',
  nothing_to_do: ':information_source:',
} as const satisfies Record<KickOutcome, string>;

/** Shows the progress of a kick in the channel, and the outcome of each connection. */
export function kickView(kick: Kick, names: BotNames): MessageView {
  const outcome = outcomeOf(kick);
  const title = outcome === 'under_way' ? progressText(kick) : resultText(kick);

  const view = messageView(`${title}: ${shown(kick.target)}, requested by <@${kick.actor.id}>`, [
    section(`${signs[outcome]} *${title}* · ${shown(kick.target, 200)}\n${shownQuote(kick.reason)}`),
    ...breakGlassBlocks(kick, outcome),
    ...linesBlocks(kick, names),
    ...unrequestedBlocks(kick),
    ...remainingBlocks(kick),
    ...unapprovedBlocks(kick, names),
    ...unavailableBlocks(kick.unavailable),
    ...outOfScopeBlocks(kick),
    ...otherUsersBlocks(kick),
    ...unrecordedBlocks(kick),
    ...stopBlocks(kick, outcome),
    context(footer(kick)),
  ]);
  return { ...view, isProgress: outcome === 'under_way' };
}

function progressText(kick: Kick): string {
  const { total, waiting, terminated, alreadyEnded } = countsOf(kick);
  const over = (terminated + alreadyEnded).toLocaleString('en');
  if (kick.isMany)
    return `Terminating ${(total - waiting).toLocaleString('en')} of ${counted(total, 'connection')} · ${over} terminated so far`;
  const title = `Terminating ${counted(total, 'connection')}`;
  return total === 1 ? title : `${title} · ${over} of ${total.toLocaleString('en')} terminated so far`;
}

/** Returns the outcome, and which connections of the target may still be active. */
function resultText(kick: Kick): string {
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

/**
 * Lists the connections that need attention first, so that none of them is cut off. Only the lines that are shown are
 * formatted, because there may be a hundred thousand connections.
 */
function linesBlocks(kick: Kick, names: BotNames): KnownBlock[] {
  const open: string[] = [];
  const over: string[] = [];
  let count = 0;
  for (const part of kick.parts)
    for (const session of part.connections) {
      count += 1;
      const lines = isOver(session) ? over : open;
      if (lines.length < maxLines) lines.push(line(session, part, kick, names));
    }
  if (count === 0) return [];

  const first = [...open, ...over].slice(0, maxLines);
  const lines = Array.from<string>({ length: count }).fill('', first.length);
  first.forEach((text, place) => {
    lines[place] = text;
  });
  return [linesSection(lines, maxLines, inAuditLog)];
}

function isOver({ state }: KickedConnection): boolean {
  return state.kind === 'ended' || state.kind === 'already_gone';
}

function line(session: KickedConnection, part: KickPart, { isMany }: Kick, names: BotNames): string {
  const name = isMany ? whoseText(session.connection) : '';
  const isQueued = isMany && session.state.kind === 'requested';
  return `• ${name}\`${shortId(session.connection.id)}\`  ${isQueued ? 'queued' : stateText(session, part, names)}`;
}

/** Returns the connection's name, or nothing if it is unknown: after a restart, only the audit log has the names. */
function whoseText(connection: KickedConnection['connection']): string {
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? '' : `${shownBold(name.text)}  `;
}

function stateText(
  { state, connection }: KickedConnection,
  { entries }: KickPart,
  { command }: BotNames,
): string {
  switch (state.kind) {
    case 'requested':
      return `${statusPath([connection.status])}, termination requested`;
    case 'terminating':
      return changeText(state.change);
    case 'ended':
      return `${changeText(state.change)}${confirmedText(confirmedAfterMs(entries))}`;
    case 'already_gone':
      return 'had already ended';
    case 'not_ended':
      return `${changeText(state.change)}. *Still connected*: AWS didn’t terminate it.`;
    case 'unconfirmed':
      return `${changeText(state.change)}, *not confirmed*. Run \`${command} who\` to check.`;
    case 'unanswered':
      return 'AWS didn’t respond. Checking whether it was terminated';
    case 'claimed':
      return `already being terminated by another kick since ${timeText(state.at, 'seconds')}`;
    case 'failed':
      return `*not terminated*. ${failureSentence(state.code)}`;
    case 'abandoned':
      return '*not terminated*. Bouncer couldn’t finish in time.';
    case 'stopped':
      return 'skipped because the kick was stopped';
  }
}

function changeText({ previous, via, current }: Change): string {
  return statusPath([previous, ...via, current]);
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
      `:warning: ${counted(unapproved.length, 'connection')} ${verb} part of the approval and ${verb} terminated: ${connectionsText(unapproved, maxLines)}. To terminate ${unapproved.length === 1 ? 'it' : 'them'}, run \`${command} kick\` again.`,
    ),
  ];
}

function connectionsText(connections: readonly Connection[], most = 5): string {
  return listed(
    connections.map((connection) =>
      `${whoseText(connection).trimEnd()} \`${shortId(connection.id)}\``.trimStart(),
    ),
    most,
  );
}

function outOfScopeBlocks({ outOfScope }: Kick): KnownBlock[] {
  if (outOfScope.length === 0) return [];
  const names = listed(outOfScope.map(({ name }) => shown(name)));
  return [context(`Not checked because outside this channel’s scope: ${names}`)];
}

function otherUsersBlocks({ otherUsers }: Kick): KnownBlock[] {
  if (otherUsers === 0) return [];
  return [context(`Skipped: ${counted(otherUsers, 'connection')} of other users with the same certificate`)];
}

function unrecordedBlocks(kick: Kick): KnownBlock[] {
  if (!kick.parts.some(({ isUnrecorded }) => isUnrecorded)) return [];
  return [
    section(
      ':rotating_light: *The outcome couldn’t be written to the audit log.* Tell an operator immediately.',
    ),
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

function footer({ actor, authority, requestedAt, parts }: Kick): string {
  const approved = authority.kind === 'approved' ? `, approved by <@${authority.by.id}>` : '';
  const endpoints = listed(distinct(parts.map(({ endpoint }) => shown(endpoint.name))));
  const where = endpoints === '' ? '' : ` · ${endpoints}`;
  return `Requested by <@${actor.id}> at ${timeText(requestedAt, 'seconds')}${approved}${where}`;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
