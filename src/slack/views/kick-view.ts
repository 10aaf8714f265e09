import type { KnownBlock } from '@slack/types';
import {
  type Change,
  type Kick,
  type KickOutcome,
  type KickSession,
  outcomeOf,
  sessionsOf,
} from '../../core/kick.ts';
import { nameOf } from '../../core/vpn-name.ts';
import { actionIds } from '../identifiers/names.ts';
import { actions, button, context, linesSection, type MessageView, messageView, section } from './blocks.ts';
import { failureSentence } from './failure-sentence.ts';
import { missingBlocks } from './list-view.ts';
import { counted, durationText, inRecord, listed, timeText } from './quantities.ts';
import { shown, shownBold, shownQuote } from './shown-text.ts';
import { shortId, statusPath } from './status-text.ts';

/** The record has every session; a message shows so many. */
const mostLines = 20;

const titles = {
  under_way: 'Ending sessions',
  all_ended: 'Ended',
  partly_ended: 'Only some sessions ended',
  none_ended: 'Not ended',
  nothing_to_do: 'Already gone',
} as const satisfies Record<KickOutcome, string>;

const signs = {
  under_way: ':hourglass_flowing_sand:',
  all_ended: ':white_check_mark:',
  partly_ended: ':warning:',
  none_ended: ':x:',
  nothing_to_do: ':information_source:',
} as const satisfies Record<KickOutcome, string>;

/** Shows in the channel how far a kick has come, and what became of every session. */
export function kickView(kick: Kick): MessageView {
  const outcome = outcomeOf(kick);
  const count = countText(kick, outcome);
  const title = `${titles[outcome]}: ${count} of ${shown(kick.target)}`;

  return messageView(`${title}, asked by <@${kick.actor.id}>`, [
    section(
      `${signs[outcome]} *${titles[outcome]}* · ${count} of ${shown(kick.target, 200)}\n${shownQuote(kick.reason)}`,
    ),
    ...breakGlassBlocks(kick),
    ...linesBlocks(kick),
    ...stillOnBlocks(kick),
    ...missingBlocks(kick.missing),
    ...beyondBlocks(kick),
    ...leftOutBlocks(kick),
    ...unrecordedBlocks(kick),
    ...stopBlocks(kick, outcome),
    context(footer(kick)),
  ]);
}

function countText(kick: Kick, outcome: KickOutcome): string {
  const sessions = sessionsOf(kick);
  const over = sessions.filter(({ state }) => state.kind === 'ended' || state.kind === 'already_gone').length;
  if (outcome === 'under_way' && kick.isMany) {
    const asked = sessions.filter(({ state }) => state.kind !== 'requested').length;
    return `${asked} of ${counted(sessions.length, 'session')}, ${over} ended so far,`;
  }
  return outcome === 'under_way' || over < sessions.length
    ? `${over} of ${counted(sessions.length, 'session')}`
    : counted(sessions.length, 'session');
}

/** Sessions that need attention come first, so that none of them is cut off. Of a hundred thousand only those shown are written. */
function linesBlocks(kick: Kick): KnownBlock[] {
  const sessions = sessionsOf(kick);
  if (sessions.length === 0) return [];

  const open = sessions.filter((session) => !isOver(session));
  const first = [...open.slice(0, mostLines), ...sessions.filter(isOver).slice(0, mostLines)];
  const lines = sessions.map((_, place) => {
    const session = place < mostLines ? first[place] : undefined;
    return session === undefined ? '' : line(session, kick);
  });
  return [linesSection(lines, mostLines, inRecord)];
}

function isOver({ state }: KickSession): boolean {
  return state.kind === 'ended' || state.kind === 'already_gone';
}

function line(session: KickSession, { isMany }: Kick): string {
  const name = isMany ? whoseText(session.connection) : '';
  const isWaiting = isMany && session.state.kind === 'requested';
  return `• ${name}\`${shortId(session.connection.id)}\`  ${isWaiting ? 'waits for its turn' : stateText(session)}`;
}

/** Of one person's sessions it is plain whose they are. After a restart the name stands in the record alone. */
function whoseText(connection: KickSession['connection']): string {
  const name = nameOf(connection);
  return name.kind === 'unnamed' ? '' : `${shownBold(name.text)}  `;
}

function stateText({ state, connection }: KickSession): string {
  switch (state.kind) {
    case 'requested':
      return `${statusPath([connection.status])}, asking AWS to end it`;
    case 'terminating':
      return changeText(state.change);
    case 'ended':
      return `${changeText(state.change)}, confirmed after ${durationText(state.afterMs)}`;
    case 'already_gone':
      return 'already gone';
    case 'not_ended':
      return `${changeText(state.change)}. *Still connected*: it did not end. Try again.`;
    case 'unconfirmed':
      return `${changeText(state.change)}, *not confirmed*. Look again with \`/vpn who\` before you rely on it.`;
    case 'unanswered':
      return 'AWS did not answer; looking whether it ended';
    case 'claimed':
      return `<@${state.by}> is ending it since ${timeText(state.at, 'seconds')}`;
    case 'failed':
      return `*not ended*. ${failureSentence(state.code)}`;
    case 'abandoned':
      return '*not ended*. I was away for minutes after the request, so I did not go on with it. Ask again.';
    case 'stopped':
      return '*spared*: the kick was stopped before AWS was asked to end it';
  }
}

function changeText({ previous, via, current }: Change): string {
  return statusPath([previous, ...via, current]);
}

function breakGlassBlocks({ authority, actor }: Kick): KnownBlock[] {
  if (authority.kind !== 'break_glass') return [];
  return [
    section(
      `:rotating_light: *Break glass*: <@${actor.id}> did this without the second person that it needs.`,
    ),
  ];
}

function stillOnBlocks({ stillOn, target }: Kick): KnownBlock[] {
  if (stillOn.length === 0) return [];
  return [
    section(
      `:warning: *${shown(target, 200)} is still on* with ${counted(stillOn.length, 'new session')}: ${stillOn
        .slice(0, 5)
        .map(({ id }) => `\`${shortId(id)}\``)
        .join(', ')}. Kicking does not keep anyone out.`,
    ),
  ];
}

function beyondBlocks({ beyond }: Kick): KnownBlock[] {
  if (beyond.length === 0) return [];
  const names = listed(beyond.map(({ name }) => shown(name)));
  return [context(`This channel may not touch ${names}: sessions there were not looked at.`)];
}

function leftOutBlocks({ otherUsers }: Kick): KnownBlock[] {
  if (otherUsers === 0) return [];
  return [
    context(`Left out: ${counted(otherUsers, 'connection')} of other users with the same certificate.`),
  ];
}

function unrecordedBlocks(kick: Kick): KnownBlock[] {
  if (!kick.parts.some(({ isUnrecorded }) => isUnrecorded)) return [];
  return [
    section(
      ':rotating_light: What happened could *not be written to the audit log*. Tell an operator at once.',
    ),
  ];
}

/** The press is decided about anew: the button is a hint of which kick is meant. */
function stopBlocks({ isMany, correlation }: Kick, outcome: KickOutcome): KnownBlock[] {
  if (!isMany || outcome !== 'under_way') return [];
  return [actions('kick_stop', [button(actionIds.stop, 'Stop the rest', correlation, 'danger')])];
}

function footer({ actor, authority, requestedAt, parts, correlation }: Kick): string {
  const approved = authority.kind === 'approved' ? `, approved by <@${authority.by.id}>` : '';
  const endpoints = listed([...new Set(parts.map(({ endpoint }) => shown(endpoint.name)))]);
  const entries = parts.flatMap((part) => part.entries.map(({ seq }) => seq)).toSorted((a, b) => a - b);
  const range = entries.length === 0 ? '' : ` · entries ${entries[0]} to ${entries.at(-1)}`;
  return `asked by <@${actor.id}>${approved} at ${timeText(requestedAt, 'seconds')} · ${endpoints}${range} · ${correlation}`;
}
