import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { subMilliseconds } from 'date-fns/subMilliseconds';
import { type Actor, type AuditEntry, type EntryConnection, personText } from './audit-entry.ts';
import type { ListedConnection } from './connection-list.ts';
import { type Correlation, parseCorrelation } from './ids.ts';
import type { KickChannel } from './kick.ts';
import { threadsOf } from './kick-from-entries.ts';
import { isEveryoneOn } from './kick-target.ts';
import { isInFuture } from './moment.ts';
import { needText, type SecondPersonNeed } from './second-person.ts';
import { namesOfConnections, namesText } from './vpn-name.ts';

/**
 * How long a second person has to decide: long enough to find someone, short enough that the reason is still valid.
 */
export const approvalLastsMs = minutesToMilliseconds(10);

/** A kick that waits, or waited, for a second person. */
export interface Approval {
  readonly correlation: Correlation;
  readonly requester: Actor;
  readonly channel: KickChannel;
  /** Whose connections, by the names that the VPN uses. */
  readonly target: string;
  /** Every name on the connections; empty if an earlier version did not record them. */
  readonly names: string;
  readonly reason: string;
  /** How many connections there were, on which endpoints, and why they need a second person. */
  readonly detail: string;
  readonly count: number;
  /** The connections at the time of the request; of many, only the first. */
  readonly connections: readonly EntryConnection[];
  readonly expiresAt: Date;
  readonly state: ApprovalState;
}

export type ApprovalState =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'approved';
      readonly by: Actor;
      readonly at: Date;
      /** How many connections there were then; undefined if an earlier version approved many. */
      readonly count: number | undefined;
    }
  | { readonly kind: 'declined'; readonly by: Actor; readonly at: Date; readonly reason: string | undefined }
  /** The requester withdrew it. */
  | { readonly kind: 'withdrawn'; readonly at: Date }
  /** Nobody decided in time. */
  | { readonly kind: 'expired' }
  /** Nobody decided before the clock was set back, so the remaining time is unknown. */
  | { readonly kind: 'clock_set_back' }
  /** When someone approved, no connection was left to terminate. */
  | { readonly kind: 'gone'; readonly by: Actor; readonly at: Date }
  /** When someone approved, the requester was no longer allowed to kick. */
  | { readonly kind: 'refused'; readonly at: Date }
  /** It was approved, but Bouncer was down for so long that it did not continue. */
  | { readonly kind: 'abandoned' };

/**
 * The most characters of names that a second person is shown: about twenty messages, which are posted in twenty
 * seconds and can be read within the ten minutes.
 */
export const maxNamesLength = 60_000;

const namesNote = '; names: ';
const possibleNote = '; may also be theirs: ';

/**
 * Returns the detail of an `approval-requested` entry. It counts the connections, since an entry lists only a limited
 * number.
 *
 * @param possible Possible matches that the actor says are the target's.
 * @param target The entry's target. It can stand for the names only if there is a single one, and not if it reads like
 *   everyone.
 */
export function requestDetail(
  connections: readonly ListedConnection[],
  possible: readonly ListedConnection[],
  need: SecondPersonNeed,
  target: string,
): string {
  const count = `${connections.length} session${connections.length === 1 ? '' : 's'}`;
  const endpoints = [...new Set(connections.map(({ endpoint }) => endpoint.name))].join(', ');
  const theirs =
    possible.length === 0
      ? ''
      : possibleNote + partOf(namesText(possible.map(({ connection }) => connection)));
  const names = namesOfConnections(connections.map(({ connection }) => connection));
  const isInTarget = names.length === 1 && !isEveryoneOn(target);
  return `${count} on ${endpoints}; ${partOf(needText(need))}${theirs}${isInTarget ? '' : namesNote + names.join(', ')}`;
}

/** A name may contain anything, including text that would read as the next part. */
function partOf(text: string): string {
  return text.replaceAll(';', ',');
}

/** Returns an entry's detail without the names of a request, which are shown separately. */
export function detailWithoutNames({ kind, detail = '' }: Pick<AuditEntry, 'kind' | 'detail'>): string {
  return kind === 'approval-requested' ? (detail.split(namesNote)[0] ?? '') : detail;
}

/** Returns every name in a request for a second person, as its entry lists them. */
export function namesInRequest({ target = '', detail = '' }: Pick<AuditEntry, 'target' | 'detail'>): string {
  const at = detail.indexOf(namesNote);
  if (at >= 0) return detail.slice(at + namesNote.length);
  // An earlier version did not record the names of several people separately: its target lists them all.
  return isEveryoneOn(target) ? '' : target;
}

/** Reads the names of the endpoints from the detail of an `approval-requested` entry. */
export function endpointsInRequest(detail = ''): readonly string[] {
  const [, names] = / on ([^;]+);/.exec(detail) ?? [];
  return names?.split(', ') ?? [];
}

/** The details of an `approval-lapsed` entry. */
export const lapseDetails = {
  expired: 'nobody decided in time',
  clock: 'the clock was set back, so its time cannot be told',
  gone: 'nothing was left to end',
} as const;

/** Reads the state of a request for a second person from its audit entries; undefined if there is none. */
export function approvalFromEntries(entries: readonly AuditEntry[]): Approval | undefined {
  const thread = threadsOf(entries).find(([{ kind }]) => kind === 'approval-requested');
  const [first] = thread ?? [];
  const correlation = first === undefined ? undefined : parseCorrelation(first.correlation);
  if (thread === undefined || first === undefined || correlation === undefined) return undefined;

  return {
    correlation,
    requester: first.actor,
    channel: first.channel ?? { id: '', name: '' },
    target: first.target ?? '',
    reason: first.reason ?? '',
    names: namesInRequest(first),
    detail: detailWithoutNames(first),
    count: Number(/^\d+/.exec(first.detail ?? '')?.[0] ?? first.connections?.length ?? 0),
    connections: first.connections ?? [],
    expiresAt: new Date(Date.parse(first.at) + approvalLastsMs),
    state: stateAfter(thread.at(-1) ?? first),
  };
}

/** Returns whether someone may still decide. */
export function isUndecided(approval: Approval, now: Date): boolean {
  return approval.state.kind === 'open' && now < approval.expiresAt && !isClockSetBack(approval, now);
}

/** Returns whether no one declined the request, and nothing came of it. */
export function canBeRequestedAgain(kind: ApprovalState['kind']): boolean {
  return kind === 'expired' || kind === 'clock_set_back' || kind === 'abandoned';
}

/** When people are reminded of a request: halfway through its time. */
export function reminderAt({ expiresAt }: Pick<Approval, 'expiresAt'>): Date {
  return subMilliseconds(expiresAt, approvalLastsMs / 2);
}

/** Returns whether the request seems to be from the future: then it is unknown how much of its time has passed. */
export function isClockSetBack({ expiresAt }: Pick<Approval, 'expiresAt'>, now: Date): boolean {
  return isInFuture(subMilliseconds(expiresAt, approvalLastsMs), now);
}

/**
 * Returns the detail of an `approved` entry. The count comes first, where no name can look like it; an entry lists only a
 * limited number of connections.
 */
export function approvedDetail(count: number, requester: Actor, rest: string): string {
  return `${count} connection${count === 1 ? '' : 's'}, asked for by ${personText(requester)}${rest}`;
}

/** Earlier versions recorded no count, and all connections if there were fewer than a hundred. */
function approvedCount({ detail = '', connections = [] }: AuditEntry): number | undefined {
  const [, count] = /^(\d+) connections?, asked for by /.exec(detail) ?? [];
  if (count !== undefined) return Number(count);
  return connections.length > 0 && connections.length < 100 ? connections.length : undefined;
}

function stateAfter(entry: AuditEntry): ApprovalState {
  const { kind, actor, at: text, reason, detail } = entry;
  const at = new Date(text);
  switch (kind) {
    case 'approved':
      return { kind, by: actor, at, count: approvedCount(entry) };
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
