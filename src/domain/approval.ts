import { subMilliseconds } from 'date-fns/subMilliseconds';
import type { Actor, AuditEntry, EntryConnection } from './audit-entry.ts';
import type { ListedConnection } from './connection-list.ts';
import { type Correlation, parseCorrelation } from './ids.ts';
import type { KickChannel } from './kick.ts';
import { threadsOf } from './kick-from-entries.ts';
import { isEveryoneOn } from './kick-target.ts';
import { isInFuture } from './moment.ts';
import { needText, type SecondPersonNeed } from './second-person.ts';
import { namesOfConnections, namesText } from './vpn-name.ts';

/** A second person has so long to decide: long enough to be fetched, short enough that the reason still holds. */
export const approvalLastsMs = 10 * 60_000;

/** A kick that waits for a second person, or waited for one. */
export interface Approval {
  readonly correlation: Correlation;
  readonly requester: Actor;
  readonly channel: KickChannel;
  /** Whose sessions, in the words of the VPN. */
  readonly target: string;
  /** Every name that the connections go by; empty where an earlier version has not recorded them. */
  readonly names: string;
  readonly reason: string;
  /** How many sessions there were, where, and why one person's word is not enough for them. */
  readonly detail: string;
  readonly sessions: number;
  /** The sessions as they were when it was asked for; of many, the first. */
  readonly connections: readonly EntryConnection[];
  readonly expiresAt: Date;
  readonly state: ApprovalState;
}

export type ApprovalState =
  | { readonly kind: 'open' }
  | { readonly kind: 'approved'; readonly by: Actor; readonly at: Date }
  | { readonly kind: 'declined'; readonly by: Actor; readonly at: Date; readonly reason: string | undefined }
  /** The one who asked took it back. */
  | { readonly kind: 'withdrawn'; readonly at: Date }
  /** Nobody decided in time. */
  | { readonly kind: 'expired' }
  /** Nobody decided before the clock was set back, and nobody knows how much of the time is over. */
  | { readonly kind: 'clock_set_back' }
  /** When somebody approved, nothing of it was left to end. */
  | { readonly kind: 'gone'; readonly by: Actor; readonly at: Date }
  /** When somebody approved, the one who had asked was no longer allowed to. */
  | { readonly kind: 'refused'; readonly at: Date }
  /** It was approved, and the bot was away for so long that it did not go on with it. */
  | { readonly kind: 'abandoned' };

/**
 * So many characters of names are put before a second person at most: some twenty messages, which are posted in twenty
 * seconds and can be read in the ten minutes that there are.
 */
export const mostNamesLength = 60_000;

const namesNote = '; names: ';
const possibleNote = '; may also be theirs: ';

/**
 * What the detail of an `approval-requested` entry says; an entry lists only so many connections, so it counts them.
 *
 * @param possible Those that only may be the target's, and that the actor says are.
 * @param target What the entry calls them: alone it tells only a single name, and not one that reads like everyone.
 */
export function requestDetail(
  sessions: readonly ListedConnection[],
  possible: readonly ListedConnection[],
  need: SecondPersonNeed,
  target: string,
): string {
  const count = `${sessions.length} session${sessions.length === 1 ? '' : 's'}`;
  const endpoints = [...new Set(sessions.map(({ endpoint }) => endpoint.name))].join(', ');
  const theirs =
    possible.length === 0
      ? ''
      : possibleNote + partOf(namesText(possible.map(({ connection }) => connection)));
  const names = namesOfConnections(sessions.map(({ connection }) => connection));
  const isTold = names.length === 1 && !isEveryoneOn(target);
  return `${count} on ${endpoints}; ${partOf(needText(need))}${theirs}${isTold ? '' : namesNote + names.join(', ')}`;
}

/** A name may hold anything, also what would read as the next part. */
function partOf(text: string): string {
  return text.replaceAll(';', ',');
}

/** The detail of an entry without the names of a request, which are shown by themselves. */
export function detailWithoutNames({ kind, detail = '' }: Pick<AuditEntry, 'kind' | 'detail'>): string {
  return kind === 'approval-requested' ? (detail.split(namesNote)[0] ?? '') : detail;
}

/** Every name that a request for a second person is about, as its entry tells them. */
export function namesInRequest({ target = '', detail = '' }: Pick<AuditEntry, 'target' | 'detail'>): string {
  const at = detail.indexOf(namesNote);
  if (at >= 0) return detail.slice(at + namesNote.length);
  // An earlier version did not note the names of several people, whose target lists them all.
  return isEveryoneOn(target) ? '' : target;
}

/** Reads in such a detail the names of the endpoints. */
export function endpointsInRequest(detail = ''): readonly string[] {
  const [, names] = / on ([^;]+);/.exec(detail) ?? [];
  return names?.split(', ') ?? [];
}

/** What the detail of an `approval-lapsed` entry says. */
export const lapseDetails = {
  expired: 'nobody decided in time',
  clock: 'the clock was set back, so its time cannot be told',
  gone: 'nothing was left to end',
} as const;

/** Reads from the record how a request for a second person stands; undefined when there is none. */
export function approvalFromEntries(entries: readonly AuditEntry[]): Approval | undefined {
  const story = threadsOf(entries).find(([{ kind }]) => kind === 'approval-requested');
  const [first] = story ?? [];
  const correlation = first === undefined ? undefined : parseCorrelation(first.correlation);
  if (story === undefined || first === undefined || correlation === undefined) return undefined;

  return {
    correlation,
    requester: first.actor,
    channel: first.channel ?? { id: '', name: '' },
    target: first.target ?? '',
    reason: first.reason ?? '',
    names: namesInRequest(first),
    detail: detailWithoutNames(first),
    sessions: Number(/^\d+/.exec(first.detail ?? '')?.[0] ?? first.connections?.length ?? 0),
    connections: first.connections ?? [],
    expiresAt: new Date(Date.parse(first.at) + approvalLastsMs),
    state: stateAfter(story.at(-1) ?? first),
  };
}

/** Says whether somebody may still decide. */
export function isUndecided(approval: Approval, now: Date): boolean {
  return approval.state.kind === 'open' && now < approval.expiresAt && !isClockSetBack(approval, now);
}

/** Says whether it seems to have been asked for in the future: then nobody knows how much of its time is over. */
export function isClockSetBack({ expiresAt }: Pick<Approval, 'expiresAt'>, now: Date): boolean {
  return isInFuture(subMilliseconds(expiresAt, approvalLastsMs), now);
}

function stateAfter({ kind, actor, at: text, reason, detail }: AuditEntry): ApprovalState {
  const at = new Date(text);
  switch (kind) {
    case 'approved':
      return { kind, by: actor, at };
    case 'declined':
      return { kind, by: actor, at, reason };
    case 'withdrawn':
    case 'refused':
      return { kind, at };
    case 'approval-lapsed':
      if (detail === lapseDetails.gone) return { kind: 'gone', by: actor, at };
      return { kind: detail === lapseDetails.clock ? 'clock_set_back' : 'expired' };
    case 'abandoned':
      return { kind };
    default:
      return { kind: 'open' };
  }
}
