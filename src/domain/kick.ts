import type { Actor, AuditEntry, Authority } from './audit-entry.ts';
import type { Connection, Status } from './connection.ts';
import type { UnavailableEndpoint } from './connection-list.ts';
import type { Endpoint } from './endpoint.ts';
import type { FailureCode } from './failure.ts';
import type { Correlation } from './ids.ts';

/** One request to terminate connections, and its progress. */
export interface Kick {
  readonly correlation: Correlation;
  readonly actor: Actor;
  readonly authority: Authority;
  readonly channel: KickChannel;
  /** Whose connections, by the names that the VPN uses. */
  readonly target: string;
  readonly reason: string;
  readonly requestedAt: Date;
  /** Whether the target is several people, or everyone on an endpoint: such a kick can be stopped. */
  readonly isMany: boolean;
  /** One for each endpoint and round: a round is one look-up and the terminations that follow it. */
  readonly parts: readonly KickPart[];
  /** Endpoints that could not be checked: connections there may remain. */
  readonly unavailable: readonly UnavailableEndpoint[];
  /** Endpoints that the channel has no grant for: connections there remain. */
  readonly outOfScope: readonly Endpoint[];
  /** Connections of the target that reconnected after the last round; after a kick of many, new connections. */
  readonly remaining: readonly Connection[];
  /** Connections of the target that were not terminated, because nobody has approved it. */
  readonly unapproved: readonly Connection[];
  /** Connections of the kick that no part lists yet. */
  readonly toRequest: number;
  /** Connections of the kick that were never requested, and so were not terminated. */
  readonly unrequested: number;
  /** How many connections of other users, on a certificate of the target's, were left out. */
  readonly otherUsers: number;
}

/** Where a kick was requested: its outcome is shown there, and its audit entries name it. */
export interface KickChannel {
  readonly id: string;
  readonly name: string;
}

export interface KickPart {
  readonly endpoint: Endpoint;
  readonly connections: readonly KickedConnection[];
  /** The thread of audit entries so far: the request, then its outcome, then the confirmation. */
  readonly entries: readonly AuditEntry[];
  /** Whether an entry could not be written after the action: the outcome is then shown, but not recorded. */
  readonly isUnrecorded: boolean;
}

export interface KickedConnection {
  readonly connection: Connection;
  readonly state: TerminationState;
}

export type TerminationState =
  | { readonly kind: 'requested' }
  /** AWS accepted the request to terminate it; the end has not been seen yet. */
  | { readonly kind: 'terminating'; readonly change: Change }
  /** AWS did not answer the request, or not in a usable way: it may have been carried out. */
  | { readonly kind: 'unanswered'; readonly code: FailureCode }
  | { readonly kind: 'ended'; readonly change: Change }
  /** It had ended before Bouncer could terminate it. */
  | { readonly kind: 'already_gone' }
  /** AWS reports that it could not terminate it: the person may still be connected. */
  | { readonly kind: 'not_ended'; readonly change: Change }
  /** The time for confirming ran out before the end was seen. */
  | { readonly kind: 'unconfirmed'; readonly change: Change }
  /** Another request is terminating it. */
  | { readonly kind: 'claimed'; readonly by: string; readonly at: Date }
  | { readonly kind: 'failed'; readonly code: FailureCode }
  /** Bouncer was down for so long after the request that it did not continue. */
  | { readonly kind: 'abandoned' }
  /** Someone stopped the kick before AWS was asked to terminate it. */
  | { readonly kind: 'stopped' };

/** The statuses of one connection during a kick. */
export interface Change {
  /** Before the action. */
  readonly previous: Status;
  /** The statuses that AWS reported in between, in order. */
  readonly via: readonly Status[];
  readonly current: Status;
}

/** The outcome of a whole kick, for the first line that people read. */
export type KickOutcome =
  | 'under_way'
  | 'all_ended'
  /** Some connections ended, some did not. */
  | 'partly_ended'
  | 'none_ended'
  /** Every connection had ended or was locked by another request before Bouncer came to it. */
  | 'nothing_to_do';

export function outcomeOf(kick: Kick): KickOutcome {
  const counts = countsOf(kick);
  if (counts.waiting + counts.terminating > 0) return 'under_way';

  const over = counts.terminated + counts.alreadyEnded;
  const mayLiveOn = kick.unavailable.length > 0 || kick.unapproved.length > 0 || isBackOn(kick);
  if (!mayLiveOn && counts.alreadyEnded + counts.takenByOthers === counts.total) return 'nothing_to_do';
  if (!mayLiveOn && over === counts.total) return 'all_ended';
  return over > 0 ? 'partly_ended' : 'none_ended';
}

/** Returns whether the target is connected again. Someone who connects during a kick of many is not part of it. */
function isBackOn({ isMany, remaining }: Kick): boolean {
  return !isMany && remaining.length > 0;
}

/** How many connections of a kick there are in each state; together they are `total`. */
export interface KickCounts {
  readonly total: number;
  /** AWS has not been asked yet. */
  readonly waiting: number;
  /** AWS was asked, and the end has not been seen yet. */
  readonly terminating: number;
  readonly terminated: number;
  /** Ended before AWS was asked. */
  readonly alreadyEnded: number;
  /** Another request is terminating them. */
  readonly takenByOthers: number;
  readonly notTerminated: number;
  readonly unconfirmed: number;
  /** Someone stopped the kick before AWS was asked. */
  readonly skipped: number;
}

/** Counts every connection of a kick once, whether or not it has been requested yet. */
export function countsOf(kick: Pick<Kick, 'parts' | 'toRequest' | 'unrequested'>): KickCounts {
  const { toRequest, unrequested, parts } = kick;
  const counts = { ...none, waiting: toRequest, notTerminated: unrequested };
  // Do not build a list of a hundred thousand states at each change.
  for (const { connections } of parts)
    for (const { state } of connections) counts[stateMeanings[state.kind].countedAs] += 1;
  return withTotal(counts);
}

export function countStates(states: readonly TerminationState['kind'][]): KickCounts {
  const counts = { ...none };
  for (const kind of states) counts[stateMeanings[kind].countedAs] += 1;
  return withTotal(counts);
}

const none = {
  waiting: 0,
  terminating: 0,
  terminated: 0,
  alreadyEnded: 0,
  takenByOthers: 0,
  notTerminated: 0,
  unconfirmed: 0,
  skipped: 0,
};

function withTotal(counts: typeof none): KickCounts {
  return { ...counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

/** What a state means to those who ask about it. */
interface StateMeaning {
  readonly countedAs: keyof typeof none;
  /** Whether AWS terminated the connection at this request, or may have, or still may. */
  readonly isTouched: boolean;
  /** Whether someone may have been disconnected. */
  readonly mayHaveEnded: boolean;
  /** Whether AWS was not asked to terminate the connection, or had nothing to terminate. */
  readonly isUnbegun: boolean;
  /** Whether another request may try to terminate the connection. */
  readonly mayBeTriedAgain: boolean;
}

/** Defaults of the table. */
const no = { isTouched: false, mayHaveEnded: false, isUnbegun: false, mayBeTriedAgain: false };
const touched = { ...no, isTouched: true, mayHaveEnded: true };

/** One table of all states, so that a new one is decided about in every respect. */
export const stateMeanings = {
  requested: { ...no, countedAs: 'waiting', isTouched: true },
  terminating: { ...touched, countedAs: 'terminating' },
  unanswered: { ...touched, countedAs: 'terminating' },
  ended: { ...touched, countedAs: 'terminated' },
  already_gone: { ...no, countedAs: 'alreadyEnded', isUnbegun: true },
  not_ended: { ...no, countedAs: 'notTerminated', mayBeTriedAgain: true },
  failed: { ...no, countedAs: 'notTerminated', mayBeTriedAgain: true },
  abandoned: { ...no, countedAs: 'notTerminated', isUnbegun: true, mayBeTriedAgain: true },
  unconfirmed: { ...touched, countedAs: 'unconfirmed', mayBeTriedAgain: true },
  claimed: { ...no, countedAs: 'takenByOthers' },
  stopped: { ...no, countedAs: 'skipped', isUnbegun: true, mayBeTriedAgain: true },
} as const satisfies Record<TerminationState['kind'], StateMeaning>;

/** Returns whether only another look-up can tell what became of a connection. */
export function awaitsLook(kind: TerminationState['kind']): boolean {
  return kind === 'terminating' || kind === 'unanswered';
}

/** Returns whether other requests are terminating every connection, so that this kick has no outcome of its own. */
export function isLeftToOthers(kick: Kick): boolean {
  const connections = connectionsOf(kick);
  const isTaken = connections.length > 0 && connections.every(({ state }) => state.kind === 'claimed');
  return isTaken && kick.unavailable.length === 0 && kick.remaining.length === 0;
}

export function connectionsOf(kick: Kick): readonly KickedConnection[] {
  return kick.parts.flatMap(({ connections }) => connections);
}

/** Replaces the part of the same request if there is one, or else appends the part. */
export function withPart(kick: Kick, part: KickPart): Kick {
  const at = kick.parts.findIndex(({ entries }) => entries[0]?.seq === part.entries[0]?.seq);
  return { ...kick, parts: at < 0 ? [...kick.parts, part] : kick.parts.with(at, part) };
}

/** Sets a connection's state. A connection that the part did not list, because AWS terminated more, is added. */
export function withState(part: KickPart, connection: Connection, state: TerminationState): KickPart {
  const isListed = part.connections.some((kicked) => kicked.connection.id === connection.id);
  const connections = isListed
    ? part.connections.map((kicked) =>
        kicked.connection.id === connection.id ? { ...kicked, state } : kicked,
      )
    : [...part.connections, { connection, state }];

  return { ...part, connections };
}
