import type { BotNames } from '../../core/bot-names.ts';
import type { KickFinding } from '../../core/kick-finding.ts';
import type { SeenSession } from '../../core/sighting.ts';
import { context, linesSection, type MessageView, messageView, section } from './blocks.ts';
import { missingBlocks, possibleRows, unassociatedBlocks } from './list-view.ts';
import { unmetBlocks } from './many-blocks.ts';
import { namelessView, unknownEndpointView } from './misread-view.ts';
import { noticeView } from './notice-view.ts';
import { otherUsersBlocks } from './other-users.ts';
import { certificateOnlyBlocks } from './possible-matches.ts';
import { counted, listed, timeText } from './quantities.ts';
import { refusalView } from './refusal-view.ts';
import { nameKind, namePlain } from './session-lines.ts';
import { shown, shownBold } from './shown-text.ts';

const mostCandidates = 10;

/** Tells one person why there is nothing to end. */
export function kickAnswerView(
  finding: Exclude<KickFinding, { kind: 'found' }>,
  names: BotNames,
): MessageView {
  switch (finding.kind) {
    case 'refused':
      return refusalView(finding.refusal, names);
    case 'nameless':
      return namelessView(finding);
    case 'unknown_endpoint':
      return unknownEndpointView(finding, `${names.command} kick`);
    case 'none':
      return noneView(finding, names);
    case 'too_many_to_approve':
      return noticeView(tooManyText(finding.names, names));
    case 'ambiguous':
      return ambiguousView(finding.name, finding.candidates);
  }
}

/** Tells the one who came second that someone else is ending the same sessions. */
export function takenView(by: string, at: Date): MessageView {
  return noticeView(
    `:information_source: <@${by}> is already ending this, since ${timeText(at, 'seconds')}. The outcome will be said there.`,
  );
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

function tooManyText(count: number, { command }: BotNames): string {
  return `:no_entry: This needs approval, and ${counted(count, 'name')} are too many to show an approver. Kick fewer people at a time. In an emergency, people listed for break-glass can use \`${command} kick … break-glass reason\`. Nothing was done.`;
}

function noneView(finding: Extract<KickFinding, { kind: 'none' }>, names: BotNames): MessageView {
  const { whom, missing, unassociated, beyond, unmet, otherUsers, possible } = finding;
  const nobody =
    whom.kind === 'everyone'
      ? 'Nobody is on that endpoint. Nothing was done.'
      : 'No such session is on: it has already ended, or never was. Nothing was done.';
  const own = otherUsers.length === 0 ? nobody : 'No connection of their own is on. Nothing was done.';
  const text = missing.length > 0 ? 'No such session on the endpoints that answered.' : own;

  return messageView(text, [
    section(`:information_source: ${text}`),
    ...unmetBlocks(unmet),
    ...otherUsersBlocks(otherUsers, names),
    ...possibleRows(possible.connections, { hasButton: true }),
    ...certificateOnlyBlocks(possible.certificateOnly),
    ...missingBlocks(missing),
    ...unassociatedBlocks(unassociated),
    ...(beyond.length === 0
      ? []
      : [context(`This channel may not touch ${listed(beyond.map(({ name }) => shown(name)))}.`)]),
  ]);
}

/** To act, a name has to be whole; those that come close are offered to be typed out. */
function ambiguousView(name: string, candidates: readonly SeenSession[]): MessageView {
  const byName = Map.groupBy(candidates, ({ connection, endpoint }) =>
    [namePlain(connection), nameKind(connection), endpoint.name].join('\n'),
  );
  const lines = [...byName.values()].map(candidateLine);
  const more = (count: number) => `and ${counted(count, 'more name')}`;
  const text = `Nobody is on as exactly “${shown(name)}”. Whom do you mean? Type the whole name.`;

  return messageView(text, [section(`:grey_question: ${text}`), linesSection(lines, mostCandidates, more)]);
}

function candidateLine(sessions: readonly SeenSession[]): string {
  const [first] = sessions;
  if (first === undefined) return '';
  const { connection, endpoint } = first;
  return `• ${shownBold(namePlain(connection))}  ${nameKind(connection)} · ${shown(endpoint.name)} · ${counted(sessions.length, 'session')}`;
}
