import type { KnownBlock } from '@slack/types';
import { namesInRequest } from '../../domain/approval.ts';
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
import { counted, inAuditLog, shortId, stepsOf } from '../../slack/block-kit/quantities.ts';
import { confirmedText, outcomeText } from '../kick/outcome-text.ts';
import {
  actorName,
  detailText,
  isDirect,
  kindWords,
  requestText,
  statusText,
  targetName,
  utcText,
} from './entry-words.ts';

/** The most connections in a message; the audit log has every one. */
const maxLines = 20;

/**
 * Shows one thread of the audit log in the audit channel: actor, target, reason, and every connection's statuses. The
 * title has the latest entry's number and half of its hash, the metadata the whole hash: a witness to the chain
 * outside Bouncer's own store.
 */
export function auditView(thread: EntryThread): MessageView {
  const [first] = thread;
  const latest = thread.at(-1) ?? first;
  const title = `${titleOf(thread, latest)} · entry ${latest.seq} · ${formatHash(latest.hash)}`;

  const target = targetName(first);
  const targetSuffix = target === undefined ? '' : `, ${shown(target, maxTargetLength)}`;
  const detail = detailText(latest);

  const view = messageView(`${title}: ${shown(actorName(first.actor))}${targetSuffix}`, [
    section(`*${title}*`),
    {
      type: 'section',
      fields: [actorField(first), ...(target === undefined ? [] : [targetField(first, target)])],
    },
    ...(first.reason === undefined ? [] : [section(`*Reason*\n${shownQuote(first.reason)}`)]),
    ...approverBlocks(latest),
    ...namesBlocks(pagesOf(first), maxPages),
    ...connectionBlocks(thread),
    ...(detail === '' ? [] : [context(shown(detail, 600))]),
    context(footer(thread)),
  ]);
  const { seq, hash } = latest;
  const isAcceptance = latest.kind === 'head-accepted';
  // Older messages in the channel are no longer compared with the audit log.
  return { ...view, metadata: { seq, hash, ...(isAcceptance && { accepted: true }) } };
}

/** The most pages of names in the message itself; the others are in its thread. */
const maxPages = 2;
const maxTargetLength = 200;

/** The names that do not fit into the message, for its thread. */
export function auditNameViews([first]: EntryThread): readonly MessageView[] {
  return namePageViews(pagesOf(first), maxPages);
}

/** Returns pages of every name in the first entry: the names of a request for a second person, or a long target. */
function pagesOf(entry: AuditEntry): readonly string[] {
  const { kind, target = '' } = entry;
  const names = kind === 'approval-requested' ? namesInRequest(entry) : target;
  return pagesFor(names, target, maxTargetLength);
}

function titleOf(thread: EntryThread, latest: AuditEntry): string {
  if (thread[0].kind === 'requested') return kickTitle(thread);
  return titles[latest.kind] ?? undoneTitle(thread, latest);
}

/** The titles of threads that begin without a kick request; undefined where the first entry decides. */
const titles = {
  refused: 'Request denied',
  requested: undefined,
  finished: undefined,
  confirmed: undefined,
  unconfirmed: undefined,
  abandoned: undefined,
  failed: undefined,
  stopped: 'Kick stopped',
  returned: 'Reconnected',
  'approval-requested': 'Approval requested',
  approved: 'Approved',
  declined: 'Declined',
  withdrawn: 'Approval request withdrawn',
  'approval-lapsed': 'Approval request expired',
  'break-glass': ':rotating_light: Break-glass: no approval',
  'block-requested': 'Block requested',
  blocked: 'Blocked',
  'unblock-requested': 'Unblock requested',
  unblocked: 'Unblocked',
  'block-expired': 'Block expired',
  'turned-away': 'Connection denied',
  'head-accepted': ':warning: Audit log accepted as it is',
  'name-claim-requested': 'Certificate name claimed',
  'name-claimed': 'Certificate name approved',
  'name-claim-declined': 'Claim of a certificate name declined',
  'name-claim-withdrawn': 'Claim of a certificate name withdrawn',
  'name-claim-expired': 'Claim of a certificate name expired',
  'name-claim-removed': 'Certificate name removed',
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
  if (first.kind === 'block-requested') return 'Not blocked';
  return unavailableCode(latest) === undefined ? 'No connections terminated' : 'Endpoint couldn’t be checked';
}

/** The entry itself has the names: Slack shows those that its ids have now. */
function actorField({ actor, channel }: AuditEntry) {
  const place = isDirect(channel?.id ?? '') ? 'a direct message' : `<#${channel?.id}>`;
  const where = channel === undefined ? '' : ` in ${place}`;
  if (actor.id === botActor.id) return field(`*Who*\n${actorName(actor)}`);
  if (isOperator(actor)) return field(`*Who*\n${shown(actor.name)}, with \`audit accept-head\``);
  return field(`*Who*\n<@${actor.id}>${where}`);
}

function targetField({ endpoint }: AuditEntry, target: string) {
  const where = endpoint === undefined ? '' : ` on ${shown(endpoint.name)} (${shown(endpoint.region)})`;
  return field(`*Target*\n${shownBold(target, maxTargetLength)}${where}`);
}

function field(text: string) {
  return { type: 'mrkdwn' as const, text, verbatim: true };
}

/** The person who decided is not the one who asked. */
function approverBlocks({ kind, actor, reason }: AuditEntry): KnownBlock[] {
  const verb = deciderVerbs[kind];
  if (verb === undefined) return [];
  const why = verb === 'Approved' || reason === undefined ? '' : `\n${shownQuote(reason)}`;
  return [section(`*${verb} by*\n<@${actor.id}>${why}`)];
}

const deciderVerbs: Partial<Record<AuditEntry['kind'], string>> = {
  approved: 'Approved',
  declined: 'Declined',
  'name-claimed': 'Approved',
  'name-claim-declined': 'Declined',
  'name-claim-removed': 'Removed',
};

function connectionBlocks(thread: EntryThread): KnownBlock[] {
  const recorded = thread.map(({ connections = [] }) => connections);
  const ids = [...new Set(recorded.flat().map(({ id }) => id))];
  if (ids.length === 0) return [];

  const lines = ids.map((id) =>
    `\`${shortId(id)}\`  ${statusText(stepsOf(id, recorded))}${seenToEndText(id, thread)}`.trimEnd(),
  );
  return [linesSection(lines, maxLines, inAuditLog)];
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

/** The title has the number of the latest entry already. */
function footer(thread: EntryThread): string {
  const [first] = thread;
  const entries = thread.map(({ seq, kind }) => `${seq} (${kindWords[kind]})`).join(', ');
  const numbers = thread.length === 1 ? [] : [`Entries: ${entries}`];
  return [...numbers, utcText(first.at), requestText(first)].join(' · ');
}

/** Warns the audit channel that the audit log disagrees with it. */
export function auditLogProblemView(disagreement: Disagreement): MessageView {
  const text = ':rotating_light: The audit log doesn’t agree with this channel.';
  const problem = problemIn(disagreement);
  const problemSentence = `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`;
  return messageView(`${text} ${problemSentence}`, [
    section(`*${text}*\n${problemSentence}`),
    section(
      'Bouncer denies every action until an operator restores the audit log, or accepts it as it is with `audit accept-head`. Don’t delete messages in this channel: they are the evidence.',
    ),
  ]);
}
