import type { KnownBlock } from '@slack/types';
import { detailWithoutNames, namesInRequest } from '../../domain/approval.ts';
import { formatHash } from '../../domain/audit-chain.ts';
import { type AuditEntry, botActor, type EntryConnection, isOperator } from '../../domain/audit-entry.ts';
import { type Disagreement, problemIn } from '../../domain/audit-witness.ts';
import { isOver, isOwnCode } from '../../domain/entry-connection.ts';
import { countsOf } from '../../domain/kick.ts';
import { type EntryThread, partFromEntries, unavailableCode } from '../../domain/kick-from-entries.ts';
import { confirmedAfterMs } from '../../domain/moment.ts';
import {
  context,
  linesSection,
  type MessageView,
  messageView,
  section,
} from '../../slack/block-kit/blocks.ts';
import { shown, shownBold, shownQuote } from '../../slack/block-kit/escape-text.ts';
import { namePageViews, namesBlocks, pagesFor } from '../../slack/block-kit/paging.ts';
import { counted, inAuditLog, shortId, statusPath, stepsOf } from '../../slack/block-kit/quantities.ts';
import { confirmedText, outcomeText } from '../kick/outcome-text.ts';

/** The most connections in a message; the audit log has every one. */
const mostLines = 20;

/**
 * Shows one thread of the audit log in the audit channel: actor, target, reason, and every connection's statuses. The
 * title has the latest entry's number and half of its hash, the metadata the whole hash: a witness to the chain
 * outside Bouncer's own store.
 */
export function auditView(thread: EntryThread): MessageView {
  const [first] = thread;
  const latest = thread.at(-1) ?? first;
  const title = `${titleOf(thread, latest)} · entry ${latest.seq} · ${formatHash(latest.hash)}`;

  const isAcceptance = latest.kind === 'head-accepted';
  // Requests that were refused unread and only counted have no target.
  const hasNoTarget = isAcceptance || (latest.kind === 'refused' && latest.target === undefined);
  const targetSuffix = hasNoTarget ? '' : `, ${shown(first.target ?? 'nobody', longestTarget)}`;

  const view = messageView(`${title}: ${shown(first.actor.name)}${targetSuffix}`, [
    section(`*${title}*`),
    {
      type: 'section',
      fields: hasNoTarget ? [whoField(first)] : [whoField(first), targetField(first)],
    },
    ...(first.reason === undefined ? [] : [section(`*Why*\n${shownQuote(first.reason)}`)]),
    ...secondPersonBlocks(latest),
    ...namesBlocks(pagesOf(first), mostPages),
    ...connectionBlocks(thread),
    ...(latest.detail ? [context(shown(detailWithoutNames(latest), 600))] : []),
    context(footer(thread)),
  ]);
  const { seq, hash } = latest;
  // Older messages in the channel are no longer compared with the audit log.
  return { ...view, metadata: { seq, hash, ...(isAcceptance && { accepted: true }) } };
}

/** The most pages of names in the message itself; the others are in its thread. */
const mostPages = 2;
const longestTarget = 200;

/** The names that do not fit into the message, for its thread. */
export function auditNameViews([first]: EntryThread): readonly MessageView[] {
  return namePageViews(pagesOf(first), mostPages);
}

/** Returns pages of every name in the first entry: the names of a request for a second person, or a long target. */
function pagesOf(entry: AuditEntry): readonly string[] {
  const { kind, target = '' } = entry;
  const names = kind === 'approval-requested' ? namesInRequest(entry) : target;
  return pagesFor(names, target, longestTarget);
}

function titleOf(thread: EntryThread, latest: AuditEntry): string {
  if (thread[0].kind === 'requested') return kickTitle(thread);
  return titles[latest.kind] ?? undoneTitle(thread, latest);
}

/** The titles of threads that begin without a kick request; undefined where the first entry decides. */
const titles = {
  refused: 'Refused',
  requested: undefined,
  finished: undefined,
  confirmed: undefined,
  unconfirmed: undefined,
  abandoned: undefined,
  failed: undefined,
  stopped: 'Stopped',
  returned: 'Back again',
  'approval-requested': 'Second person asked for',
  approved: 'Approved by a second person',
  declined: 'Declined by a second person',
  withdrawn: 'Request withdrawn',
  'approval-lapsed': 'Request lapsed',
  'break-glass': ':rotating_light: Glass broken: no second person',
  'block-requested': 'Block requested',
  blocked: 'Blocked',
  'unblock-requested': 'Lifting of a block requested',
  unblocked: 'Block lifted',
  'block-expired': 'Block is over',
  'turned-away': 'Turned away',
  'head-accepted': ':warning: Record accepted as it is',
} as const satisfies Record<AuditEntry['kind'], string | undefined>;

/** Describes the outcome of one request in the same words as the kick's own message. */
function kickTitle(thread: EntryThread): string {
  const part = partFromEntries(thread, []);
  const counts = countsOf({ parts: part === undefined ? [] : [part], toRequest: 0, unrequested: 0 });
  if (thread.length === 1) return `Termination of ${counted(counts.total, 'connection')} requested`;
  if (counts.terminating > 0) return `Terminating ${counted(counts.total, 'connection')}`;
  return outcomeText(counts);
}

/** The title of an entry without a kick request, or of the outcome of another kind of request. */
function undoneTitle([first]: EntryThread, latest: AuditEntry): string {
  if (first.kind === 'block-requested') return 'NOT blocked';
  return unavailableCode(latest) === undefined
    ? 'No connections terminated'
    : 'Endpoint could not be checked';
}

function whoField({ actor, channel }: AuditEntry) {
  const where = channel === undefined ? '' : ` in <#${channel.id}> (${shown(channel.name)})`;
  if (actor.id === botActor.id) return field('*Who*\nBouncer, by itself');
  if (isOperator(actor)) return field(`*Who*\n${shown(actor.name)}, with \`audit accept-head\``);
  return field(`*Who*\n<@${actor.id}> (${shown(actor.name)})${where}`);
}

function targetField({ target, endpoint }: AuditEntry) {
  const where = endpoint === undefined ? '' : ` on ${shown(endpoint.name)} (${shown(endpoint.region)})`;
  return field(`*Whom*\n${shownBold(target ?? 'nobody', longestTarget)}${where}`);
}

function field(text: string) {
  return { type: 'mrkdwn' as const, text, verbatim: true };
}

/** The person who decided is not the one who asked. */
function secondPersonBlocks({ kind, actor, reason }: AuditEntry): KnownBlock[] {
  if (kind !== 'approved' && kind !== 'declined') return [];
  const why = kind === 'approved' || reason === undefined ? '' : `\n${shownQuote(reason)}`;
  return [section(`*Second person*\n<@${actor.id}> (${shown(actor.name)})${why}`)];
}

function connectionBlocks(thread: EntryThread): KnownBlock[] {
  const recorded = thread.map(({ connections = [] }) => connections);
  const ids = [...new Set(recorded.flat().map(({ id }) => id))];
  if (ids.length === 0) return [];

  const lines = ids.map(
    (id) => `\`${shortId(id)}\`  ${statusPath(stepsOf(id, recorded))}${seenToEndText(id, thread)}`,
  );
  return [linesSection(lines, mostLines, inAuditLog)];
}

/** Shown only for connections that the confirmation saw to have ended. */
function seenToEndText(id: string, thread: EntryThread): string {
  const confirmed = thread.find(({ kind }) => kind === 'confirmed' || kind === 'unconfirmed');
  const last = confirmed?.connections?.find((connection) => connection.id === id);
  return last !== undefined && isSeenToEnd(last) ? confirmedText(confirmedAfterMs(thread)) : '';
}

function isSeenToEnd(connection: EntryConnection): boolean {
  return isOver(connection) && !isOwnCode(connection.current?.code ?? '');
}

function footer(thread: EntryThread): string {
  const [first] = thread;
  const entries = thread.map(({ seq, kind }) => `${seq} ${kind}`).join(', ');
  return `${thread.length === 1 ? 'entry' : 'entries'} ${entries} · ${first.at.slice(0, 19).replace('T', ' ')} UTC · ${first.correlation}`;
}

/** Warns the audit channel that the audit log disagrees with it. */
export function auditLogProblemView(disagreement: Disagreement): MessageView {
  const text = ':rotating_light: The record does not agree with this channel.';
  return messageView(`${text} ${sentenceOf(disagreement)}`, [
    section(`*${text}*\n${sentenceOf(disagreement)}`),
    section(
      'Bouncer refuses every act until an operator restores the record, or accepts it as it is with `audit accept-head`. Keep this channel as it is: its messages are the evidence.',
    ),
  ]);
}

function sentenceOf(disagreement: Disagreement): string {
  const problem = problemIn(disagreement);
  return `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
}
