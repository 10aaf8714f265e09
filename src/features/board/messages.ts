import type { KnownBlock } from '@slack/types';
import type { Board, BoardEnd, BoardEndReason, BoardState } from '../../domain/board.ts';
import type { BotNames } from '../../domain/bot-names.ts';
import type { ChannelId } from '../../domain/ids.ts';
import type { MemberConnections, TeamList } from '../../domain/team-list.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  linesSection,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownPlain } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import { noticeView } from '../../slack/block-kit/notice.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { certificateOnlyBlocks, coverageBlocks } from '../connections/coverage-blocks.ts';
import { displayName, offText, possibleText, teamTitle } from '../who/team-message.ts';

/** Lines of connected people, and three times as many names of people who are not, at the first size that fits. */
const sizes = [40, 20, 10] as const;
const maxTitle = 60;
const maxAbout = 6;

/** Shows a board. It mentions no one: an update must not notify the people it is about. */
export function boardView(state: BoardState, { command }: BotNames): MessageView {
  const title = titleOf(state);
  return fitted(sizes, (most) =>
    messageView(shownPlain(title, maxTitle), [
      header(title),
      ...contentOf(state, command, most),
      ...(state.kind === 'ended' ? [] : [footer(state), stopButton(state.board)]),
    ]),
  );
}

/** What a board says apart from the time: as long as this is the same, its message need not be updated. */
export function boardContent(state: BoardState, { command }: BotNames): string {
  return JSON.stringify(contentOf(state, command, sizes[0]));
}

function titleOf(state: BoardState): string {
  if (state.kind === 'ended' && state.end.why === 'channel_exposed') return 'VPN board';
  const { about } = state;
  return `VPN board: ${shownPlain(listed(about, maxAbout), maxTitle)}`;
}

function contentOf(state: BoardState, command: string, most: number): KnownBlock[] {
  switch (state.kind) {
    case 'live':
      return teamBlocks(state.team, most);
    case 'failing':
      return [section(`:warning: Bouncer couldn’t update this board. ${failureSentence(state.code)}`)];
    case 'ended':
      return [section(endText(state.end)), ...againBlocks(state.end, command)];
  }
}

function teamBlocks(team: TeamList, most: number): KnownBlock[] {
  // The next update comes within a minute or two, so a refresh in progress is not worth a line.
  const coverage = { ...team, refreshing: [] };
  const names = (members: readonly { readonly name: string }[]) => listed(members.map(displayName), 3 * most);
  return [
    section(`*${teamTitle(team)}*`),
    ...(team.on.length > 0
      ? [linesSection(team.on.map(lineOf), most, (count) => `and ${counted(count, 'more member')}`)]
      : []),
    ...(team.possible.length > 0 ? [section(`*Possibly connected*: ${possibleText(team)}`)] : []),
    ...(team.off.length > 0 ? [section(`${offText(team)}: ${names(team.off)}`)] : []),
    ...(team.unknown.length > 0 ? [section(`*No known VPN name*: ${names(team.unknown)}`)] : []),
    ...(team.unverifiable.length > 0
      ? [section(`*Unknown*: Slack returned no details for ${counted(team.unverifiable.length, 'member')}.`)]
      : []),
    ...coverageBlocks(coverage),
    ...certificateOnlyBlocks(team.certificateOnly, 'one of these people'),
  ];
}

/** One line for each person, with their connections from the earliest on. */
function lineOf({ person, connections }: MemberConnections): string {
  const beganMs = connections.flatMap(({ connection }) => connection.establishedAt?.getTime() ?? []);
  const since = beganMs.length === 0 ? '' : ` since ${timeText(new Date(Math.min(...beganMs)), 'day')}`;
  const names = [...new Set(connections.map(({ endpoint }) => shown(endpoint.name)))];
  const several = connections.length > 1 ? ` (${counted(connections.length, 'connection')})` : '';
  return `:large_green_circle: ${shownBold(person.name, 40)}${since} on ${listed(names, 4)}${several}`;
}

function footer(state: Exclude<BoardState, { kind: 'ended' }>): KnownBlock {
  const { board, at } = state;
  const asOf = state.kind === 'live' ? state.team.asOf : at;
  const where = board.on === undefined ? [] : [`only ${shown(board.on)}`];
  return context(
    [
      ...where,
      `as of ${timeText(asOf, 'seconds')}`,
      'updated about every minute',
      `until ${timeText(board.endsAt, 'day')}`,
      `started by ${shown(board.startedBy.name, 40)}`,
    ].join(' · '),
  );
}

function stopButton({ correlation }: Board): KnownBlock {
  return actions('board', [button(actionIds.boardStop, 'Stop updates', correlation)]);
}

/** Where it makes sense, and only then, says how to start another board. */
function againBlocks({ why }: BoardEnd, command: string): KnownBlock[] {
  if (why !== 'over' && why !== 'stopped') return [];
  return [context(`To start a new board, type \`${command} board @group\`.`)];
}

function endText({ at, why, by }: BoardEnd): string {
  const who = by === undefined ? 'someone' : shown(by, 40);
  return `:white_circle: This board ended ${timeText(at, 'day')}. ${endTexts[why](who)}`;
}

const endTexts = {
  over: () => 'Its time was up.',
  stopped: (who) => `It was stopped by ${who}.`,
  replaced: (who) => `${who} started a newer one in this channel.`,
  channel_exposed: () => 'The channel is public or shared now, so names can’t be shown here.',
  channel_archived: () => 'The channel is archived.',
  channel_not_allowed: () => 'This channel can’t show who is connected anymore.',
  starter_not_allowed: () => 'The person who started it can’t see who is connected here anymore.',
  endpoint_gone: () => 'Its endpoint isn’t available in this channel anymore.',
} as const satisfies Record<BoardEndReason, (who: string) => string>;

/** Said to the person who wanted to start one board too many. */
export function tooManyBoardsView(most: number): MessageView {
  return noticeView(
    `:no_entry: This channel already has ${counted(most, 'board')}. Stop one of them with its *Stop updates* button first.`,
  );
}

/** Said in a modal that waits for an answer, where the board's message is in the channel. */
export function boardStartedView(channel: ChannelId): MessageView {
  return noticeView(`:white_check_mark: The board is now in <#${channel}>.`);
}

/** Said if the board's message could not be posted at once. */
export function boardDelayedView(): MessageView {
  return noticeView(
    ':warning: The board was started, but Slack hasn’t accepted its message yet. Bouncer will try again every minute.',
  );
}

/** Said if a button belongs to a board that is not kept any more. */
export function boardOverView(): MessageView {
  return noticeView(':white_circle: This board has already ended.');
}

/** Said if Bouncer may not post in the channel. */
export function boardUnpostableView({ handle }: BotNames): MessageView {
  return noticeView(
    `:warning: Bouncer can’t post in this channel, so no board was started. Type \`/invite ${handle}\` and try again.`,
  );
}
