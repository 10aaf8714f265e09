import type { KnownBlock } from '@slack/types';
import { type AuditEntry, type AuditLogPage, type FoundEntry, seqOf } from '../../domain/audit-entry.ts';
import { countsOfEntry } from '../../domain/kick-from-entries.ts';
import { actionIds } from '../../slack/block-kit/action-ids.ts';
import {
  actions,
  button,
  context,
  fitted,
  header,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { inAuditLog, limitText, shortId, statusPath, timeText } from '../../slack/block-kit/quantities.ts';
import { outcomeText } from '../kick/outcome-text.ts';
import { type AuditPageState, auditPageInButtons } from './payloads.ts';

/** The most connections shown for each entry: fewer if Slack would not accept the message. The others are counted. */
const lineCounts = [4, 2, 1, 0] as const;

/**
 * Shows a page of the audit log to the person who asked: number, kind, actor, target, endpoint, reason and outcome.
 */
export function auditLogView(found: AuditLogPage, targetRef: AuditPageState['targetRef']): MessageView {
  const title = found.entries.length === 0 ? 'no entries' : 'entries';

  return fitted(lineCounts, (most) =>
    messageView(`Audit log: ${title} ${found.entries.map(seqOf).join(', ')}`.trim(), [
      header('Audit log'),
      context(
        [
          `${title.charAt(0).toUpperCase()}${title.slice(1)} ${targetRefText(targetRef)}`.trim(),
          ...placeText(found),
        ].join(' · '),
      ),
      ...found.entries.map((entry) => section(entryText(entry, most))),
      ...noteBlocks(found),
      controls(found, targetRef),
    ]),
  );
}

function targetRefText(targetRef: AuditPageState['targetRef']): string {
  switch (targetRef.kind) {
    case 'everyone':
      return '';
    case 'text':
      return `with “${shown(targetRef.text)}”`;
    case 'name':
      return `with “${shown(targetRef.name)}”`;
    case 'connection':
      return `with ${shown(targetRef.connection)}`;
    case 'person':
      return `by or about <@${targetRef.person}>`;
  }
}

function placeText({ page, upTo, limitedTo }: AuditLogPage): readonly string[] {
  return [
    ...(limitedTo === undefined ? [] : [limitText(limitedTo)]),
    ...(upTo > 0 ? [`back from entry ${upTo}`] : []),
    ...(page > 0 ? [`page ${page + 1}`] : []),
  ];
}

function entryText(found: FoundEntry, mostLines: number): string {
  if (found.kind === 'unreadable') {
    return `:warning: *Entry ${found.seq}* can’t be read. Ask an operator to run \`audit verify\`.`;
  }
  const { entry } = found;
  return [
    `*${entry.seq} ${entry.kind}* · ${momentText(entry.at)} · ${shown(entry.hash.slice(0, 8), 8)}`,
    `${whoText(entry)} → ${targetTextOf(entry)}`,
    ...(entry.reason === undefined ? [] : [shownQuote(entry.reason, 200)]),
    ...outcomeLines(entry),
    ...connectionLines(entry, mostLines),
    ...(entry.detail ? [shown(entry.detail, 150)] : []),
  ].join('\n');
}

/** In a corrupted entry, the time can be any text. */
function momentText(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? shown(at, 40) : timeText(moment, 'day');
}

function whoText({ actor, channel }: AuditEntry): string {
  const where = channel === undefined ? '' : ` in #${shown(channel.name, 40)}`;
  return `${shown(actor.name, 40)} (${shown(actor.id, 20)})${where}`;
}

function targetTextOf({ target, endpoint }: AuditEntry): string {
  const where = endpoint === undefined ? '' : ` on ${shown(endpoint.name, 40)}`;
  return `${shownBold(target ?? 'nobody', 120)}${where}`;
}

/** A single connection's line already says this. */
function outcomeLines(entry: AuditEntry): readonly string[] {
  const counts = countsOfEntry(entry);
  return counts === undefined || counts.total < 2 ? [] : [outcomeText(counts)];
}

function connectionLines({ connections = [] }: AuditEntry, most: number): readonly string[] {
  const lines = connections
    .slice(0, most)
    .map(({ id, previous, current }) => `\`${shown(shortId(id), 60)}\`  ${statusPath([previous, current])}`);
  const left = connections.length - lines.length;
  return left > 0 ? [...lines, inAuditLog(left)] : lines;
}

function noteBlocks({ cutAt, isNameless }: AuditLogPage): KnownBlock[] {
  return [
    ...(cutAt === undefined ? [] : [context(`Searched back to entry ${cutAt} so far.`)]),
    ...(isNameless
      ? [
          context(
            'Bouncer doesn’t know this person’s VPN name, so this shows what they did, but not what was done to them.',
          ),
        ]
      : []),
  ];
}

function controls(
  { page, hasMore, upTo, cutAt }: AuditLogPage,
  targetRef: AuditPageState['targetRef'],
): KnownBlock {
  const { blockId, valueFor } = auditPageInButtons({ targetRef, upTo, page });
  const turn = (to: number) => valueFor({ targetRef, upTo, page: to }, String(to));
  const lookBack = (from: number) => valueFor({ targetRef, upTo: from, page: 0 }, String(from));
  return actions(blockId, [
    ...(page > 0 ? [button(actionIds.auditPrevious, '‹ Previous', turn(page - 1))] : []),
    ...(hasMore ? [button(actionIds.auditNext, 'Next ›', turn(page + 1))] : []),
    ...(cutAt === undefined
      ? []
      : [button(actionIds.auditOlder, 'Look further back ›', lookBack(cutAt - 1))]),
    button(actionIds.auditRefresh, 'Refresh', valueFor({ targetRef, upTo: undefined, page: 0 }, '0')),
  ]);
}
