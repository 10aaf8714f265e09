import {
  type Actor,
  type AuditEntry,
  botActor,
  isOperator,
  personIdAtEnd,
} from '../../domain/audit-entry.ts';
import { parsePersonId } from '../../domain/ids.ts';
import { countsOf, type KickCounts } from '../../domain/kick.ts';
import { type EntryThread, kickFromEntries, unavailableCode } from '../../domain/kick-from-entries.ts';
import { isEveryoneOn } from '../../domain/kick-target.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, listed, timeText } from '../../slack/block-kit/quantities.ts';
import { outcomeText } from '../kick/outcome-text.ts';
import { denialText } from './denial-text.ts';
import { actorName, detailText, isDirect, kindWords } from './entry-words.ts';

const maxTargetLength = 120;
const maxReasonLength = 160;

/**
 * Describes one action in a line: when, who, what, to whom, where, why, and what became of it. Details are a press
 * away.
 */
export function actText(entries: EntryThread): string {
  const [first] = entries;
  const { at, actor, channel, reason } = first;
  const facts = [
    `${momentText(at)}  ${actorText(actor)} ${didText(entries)}`,
    ...outcomesOf(entries),
    ...(reason === undefined ? [] : [`“${shown(reason, maxReasonLength)}”`]),
    ...(channel === undefined ? [] : [placeText(channel)]),
    numbersText(entries),
  ];
  return facts.join(' · ');
}

function placeText({ id, name }: NonNullable<AuditEntry['channel']>): string {
  return isDirect(id) ? 'in a direct message' : `#${shown(name, 40)}`;
}

/** In a corrupted entry, the time can be any text. */
export function momentText(at: string): string {
  const moment = new Date(at);
  return Number.isNaN(moment.getTime()) ? shown(at, 40) : timeText(moment, 'day');
}

/**
 * Shows times like the other times of a message for one reader: in the reader's own zone.
 *
 * @param mrkdwn Escaped text; within code, Slack formats no time.
 */
export function inReadersZone(mrkdwn: string): string {
  if (mrkdwn.startsWith('`')) return mrkdwn;
  return mrkdwn.replaceAll(/(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC/g, (text, day, time) => {
    const at = new Date(`${day}T${time}Z`);
    return Number.isNaN(at.getTime()) ? text : timeText(at, 'day');
  });
}

/** A mention in a message that only one person sees notifies nobody. A corrupted entry can have any id. */
export function actorText(actor: Actor): string {
  if (actor.id === botActor.id) return actorName(actor);
  if (isOperator(actor)) return `Operator ${shown(actor.name, 40)}`;
  return parsePersonId(actor.id) === undefined ? shown(actor.name, 40) : `<@${actor.id}>`;
}

/** The numbers with which the audit channel shows the entries. */
function numbersText(entries: EntryThread): string {
  const [first] = entries;
  const last = entries.at(-1) ?? first;
  if (entries.length === 1) return `entry ${first.seq}`;
  const isGapless = last.seq - first.seq === entries.length - 1;
  return isGapless ? `entries ${first.seq}–${last.seq}` : `entries ${first.seq} … ${last.seq}`;
}

function didText(entries: EntryThread): string {
  const [first] = entries;
  const target = targetText(first);
  const has = (kind: AuditEntry['kind']) => entries.some((entry) => entry.kind === kind);
  if (has('requested') || first.kind === 'failed') return kickText(entries);

  switch (first.kind) {
    case 'approval-requested': {
      const count = Number(/^\d+/.exec(first.detail ?? '')?.[0] ?? Number.NaN);
      const what = Number.isNaN(count) ? 'connections' : counted(count, 'connection');
      return `requested approval to terminate ${what} of ${target}`;
    }
    case 'break-glass':
      return `used break-glass for ${target}`;
    case 'refused':
      return denialOf(first);
    case 'stopped':
      return `stopped the kick of ${target}`;
    case 'block-requested':
    case 'blocked':
      return has('blocked') ? `blocked ${target}` : `tried to block ${target}`;
    case 'unblock-requested':
    case 'unblocked':
      return has('unblocked') ? `unblocked ${target}` : `requested to unblock ${target}`;
    case 'block-expired':
      return `removed the expired block of ${target}`;
    case 'turned-away':
      return `denied a connection of ${target}${endpointText([first])}`;
    case 'returned':
      return `kicked ${target}, who reconnected${endpointText([first], 'to')}`;
    case 'head-accepted':
      return 'accepted the audit log as it is';
    case 'name-claim-requested':
      return `claimed the certificate name ${target}`;
    default:
      return `${kindWords[first.kind]}: ${target}${endpointText([first])}`;
  }
}

function kickText(entries: EntryThread): string {
  const [first] = entries;
  const kick = kickFromEntries(entries, []);
  const target = kick?.target ?? first.target ?? 'unknown';
  // The target of such a kick names its endpoint already.
  const where = isEveryoneOn(target) ? '' : endpointText(entries);
  const targetText = `${shownBold(target, maxTargetLength)}${where}`;
  if (kick === undefined) return `tried to terminate connections of ${targetText}`;

  const { total, terminated, terminating, waiting } = countsOf(kick);
  const isInProgress = total > 0 && terminating + waiting === total;
  return isInProgress
    ? `requested the termination of ${counted(total, 'connection')} of ${targetText}`
    : `terminated ${terminated.toLocaleString('en')} of ${counted(total, 'connection')} of ${targetText}`;
}

/** A `refused` entry may be about a person whose VPN names nobody looked up: then its target is the person's id. */
function denialOf({ target, detail = '' }: AuditEntry): string {
  if (target === undefined) return `sent ${shown(denialText(detail) ?? detail, 200)}`;
  return `was denied a request about ${personOr(target)}: ${shown(denialText(detail) ?? detail, 200)}`;
}

function targetText({ target }: AuditEntry): string {
  return target === undefined ? 'no one' : personOr(target);
}

/** Earlier versions stored the person's id alone, later ones their name as well. */
function personOr(target: string): string {
  const person = personIdAtEnd(target) ?? parsePersonId(target);
  return person === undefined ? shownBold(target, maxTargetLength) : `<@${person}>`;
}

function endpointText(entries: readonly AuditEntry[], preposition: 'on' | 'to' = 'on'): string {
  const names = [...new Set(entries.flatMap(({ endpoint }) => endpoint?.name ?? []))];
  return names.length === 0 ? '' : ` ${preposition} ${listed(names.map((name) => shown(name, 40)))}`;
}

/** What else became of an action. */
function outcomesOf(entries: EntryThread): readonly string[] {
  const [first] = entries;
  const kick = kickFromEntries(entries, []);
  const isOfKick = kick !== undefined;
  return [
    ...(isOfKick ? restOf(countsOf(kick)) : []),
    ...unavailableTexts(entries),
    ...entries.flatMap((entry) => outcomeOf(entry, first, isOfKick)),
    ...reconnectsText(entries, first),
  ];
}

/** The outcomes other than terminated, which comes first. */
function restOf({ total, ...counts }: KickCounts): readonly string[] {
  return total === counts.terminated ? [] : [outcomeText({ ...counts, terminated: 0 })];
}

function unavailableTexts(entries: EntryThread): readonly string[] {
  const names = entries.flatMap((entry) =>
    unavailableCode(entry) === undefined ? [] : (entry.endpoint?.name ?? []),
  );
  return [...new Set(names)].map((name) => `${shown(name, 40)} couldn’t be checked`);
}

function outcomeOf(entry: AuditEntry, first: AuditEntry, isOfKick: boolean): readonly string[] {
  switch (entry.kind) {
    case 'approved':
      return [`approved by ${actorText(entry.actor)}`];
    case 'declined':
      return [`declined by ${actorText(entry.actor)}`];
    case 'name-claimed':
      return [`approved by ${actorText(entry.actor)}`];
    case 'name-claim-declined':
      return [`declined by ${actorText(entry.actor)}`];
    case 'name-claim-removed':
      return [`removed by ${actorText(entry.actor)}`];
    case 'name-claim-expired':
      return ['expired'];
    case 'name-claim-withdrawn':
    case 'withdrawn':
      return ['withdrawn'];
    case 'approval-lapsed':
      return ['expired'];
    case 'break-glass':
      return isOfKick ? [':rotating_light: break-glass'] : [];
    case 'block-expired':
      return entry === first ? [] : ['expired'];
    case 'failed':
      return first.kind === 'block-requested' ? ['not blocked'] : [];
    case 'abandoned':
      return isOfKick ? [] : ['not carried out'];
    case 'refused':
      return entry === first || isOfKick ? [] : [detailPart(entry)];
    case 'blocked':
    case 'turned-away':
      return [detailPart(entry)].filter((text) => text !== '');
    default:
      return [];
  }
}

function detailPart(entry: AuditEntry): string {
  const text = detailText(entry).replace(/\.$/, '');
  return inReadersZone(shown(text.charAt(0).toLowerCase() + text.slice(1), 200));
}

function reconnectsText(entries: EntryThread, first: AuditEntry): readonly string[] {
  if (first.kind === 'returned') return [];
  const count = entries.reduce(
    (sum, { kind, connections = [] }) => (kind === 'returned' ? sum + connections.length : sum),
    0,
  );
  return count === 0 ? [] : [`${counted(count, 'new connection')} since`];
}
