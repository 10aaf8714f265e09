import type { KnownBlock } from '@slack/types';
import type { BotNames } from '../../domain/bot-names.ts';
import type { Connection } from '../../domain/connection.ts';
import type { FailureCode } from '../../domain/failure.ts';
import {
  type Change,
  type Kick,
  type KickedConnection,
  type KickPart,
  outcomeOf,
} from '../../domain/kick.ts';
import { confirmedAfterMs } from '../../domain/moment.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import {
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shownBold } from '../../slack/block-kit/escape-text.ts';
import { failureSentence } from '../../slack/block-kit/failure-sentence.ts';
import {
  counted,
  inAuditLog,
  listed,
  shortId,
  statusPath,
  timeText,
} from '../../slack/block-kit/quantities.ts';
import { confirmedText } from './outcome-text.ts';
import { isWorthRetrying } from './retry-kick.ts';

/** The most connections that were not terminated, or not confirmed as terminated, in the message itself. */
const maxUrgent = 20;
/** The most other connections in the message itself. */
const maxOthers = 5;

/** One connection and the part of the kick that it belongs to. */
interface Listed {
  readonly kicked: KickedConnection;
  readonly part: KickPart;
}

/**
 * Lists the connections of a kick: all that were not terminated, and the first few of the others. Only the lines that
 * are shown are formatted, because there may be a hundred thousand connections.
 */
export function connectionBlocks(kick: Kick, names: BotNames): KnownBlock[] {
  const { urgent, others } = ranked(kick, maxUrgent);
  const where = outcomeOf(kick) === 'under_way' ? '' : ' in the thread';
  const repeated = repeatedFailures(kick);
  const linesOf = ({ first, count }: Ranked, max: number, more: string) => {
    if (count === 0) return [];
    const shownLines = first.slice(0, max).map((one) => line(one, kick, names, repeated));
    const lines = [...shownLines, ...Array.from<string>({ length: count - shownLines.length }).fill('')];
    return [linesSection(lines, max, (left) => `and ${left.toLocaleString('en')} ${more}`)];
  };
  return [
    ...linesOf(urgent, maxUrgent, `more not terminated${where}`),
    ...[...repeated].map(([code, count]) =>
      section(`${counted(count, 'connection')} not terminated: ${failureSentence(code)}`),
    ),
    ...linesOf(others, maxOthers, `more${where}`),
  ];
}

/** Counts the connections that failed for the same reason: the message gives that reason once, and not in each line. */
function repeatedFailures({ parts }: Kick): ReadonlyMap<FailureCode, number> {
  const counts = new Map<FailureCode, number>();
  for (const { connections } of parts)
    for (const { state } of connections)
      if (state.kind === 'failed') counts.set(state.code, (counts.get(state.code) ?? 0) + 1);
  return new Map([...counts].filter(([, count]) => count > 1));
}

type Rank = 'urgent' | 'open' | 'ended' | 'queued';

/** Connections of the same urgency: how many there are, and the first of them. */
interface Ranked {
  readonly count: number;
  readonly first: readonly Listed[];
}

/**
 * Separates what needs attention from the others, of which those in progress come first and queued ones last.
 *
 * @param max How many of each to return.
 */
function ranked({ parts }: Kick, max: number): { readonly urgent: Ranked; readonly others: Ranked } {
  const byRank: Record<Rank, Listed[]> = { urgent: [], open: [], ended: [], queued: [] };
  let urgentCount = 0;
  let count = 0;
  for (const part of parts)
    for (const kicked of part.connections) {
      const rank = rankOf(kicked.state.kind);
      count += 1;
      if (rank === 'urgent') urgentCount += 1;
      if (byRank[rank].length < max) byRank[rank].push({ kicked, part });
    }
  const { urgent, open, ended, queued } = byRank;
  return {
    urgent: { count: urgentCount, first: urgent },
    others: { count: count - urgentCount, first: [...open, ...ended, ...queued] },
  };
}

function rankOf(kind: KickedConnection['state']['kind']): Rank {
  if (isWorthRetrying(kind)) return 'urgent';
  if (kind === 'requested') return 'queued';
  return kind === 'ended' || kind === 'already_gone' ? 'ended' : 'open';
}

const longestSection = 2_800;
const sectionsPerPage = 3;
const maxPages = 5;

/**
 * Lists all connections of a kick that is over, for the thread of its message. There are no pages if the message itself
 * shows all of them, and the last page counts those that only the audit log lists.
 */
export function connectionListViews(kick: Kick, names: BotNames): readonly MessageView[] {
  const { urgent, others } = ranked(kick, Number.POSITIVE_INFINITY);
  const isWhole = urgent.count <= maxUrgent && others.count <= maxOthers;
  if (isWhole || outcomeOf(kick) === 'under_way') return [];

  const all = [...urgent.first, ...others.first];
  const repeated = repeatedFailures(kick);
  const sections = sectionsOf(all, (one) => line(one, kick, names, repeated));
  const left = all.length - sections.flat().length;
  const pages = Math.ceil(sections.length / sectionsPerPage);
  return Array.from({ length: pages }, (_, at) => {
    const title = `*Connections of this kick${pages === 1 ? '' : `, part ${at + 1} of ${pages}`}*`;
    const page = sections.slice(at * sectionsPerPage, (at + 1) * sectionsPerPage);
    const view = messageView(title, [
      section(title),
      ...page.map((lines) => section(lines.join('\n'))),
      ...(at === pages - 1 && left > 0 ? [context(inAuditLog(left))] : []),
    ]);
    return { ...view, isOnce: true };
  });
}

/** Formats as many lines as fit into all pages, section by section. */
function sectionsOf(all: readonly Listed[], format: (one: Listed) => string): readonly (readonly string[])[] {
  const sections: string[][] = [];
  let room = 0;
  for (const one of all) {
    const text = format(one);
    const length = [...text].length + 1;
    if (length > room) {
      if (sections.length === sectionsPerPage * maxPages) break;
      sections.push([]);
      room = longestSection;
    }
    room -= length;
    sections.at(-1)?.push(text);
  }
  return sections;
}

function line(
  { kicked, part }: Listed,
  { isMany }: Kick,
  names: BotNames,
  repeated: ReadonlyMap<FailureCode, number>,
): string {
  const { state } = kicked;
  const name = isMany ? whoseText(kicked.connection) : '';
  const isQueued = isMany && state.kind === 'requested';
  const isRepeated = state.kind === 'failed' && repeated.has(state.code);
  const text = isRepeated ? '*not terminated*' : stateText(kicked, part, names);
  return `• ${name}\`${shortId(kicked.connection.id)}\`  ${isQueued ? 'queued' : text}`;
}

/** Returns the connection's name, or nothing if it is unknown: after a restart, only the audit log has the names. */
function whoseText(connection: Connection): string {
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
      return 'AWS didn’t respond. Checking whether it was terminated…';
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

/** Names a few connections in one line. */
export function connectionsText(connections: readonly Connection[], max = 5): string {
  return listed(
    connections.map((connection) =>
      `${whoseText(connection).trimEnd()} \`${shortId(connection.id)}\``.trimStart(),
    ),
    max,
  );
}
