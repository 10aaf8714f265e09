import type { Actor, AuditEntry, Authority } from './audit-entry.ts';
import type { Connection, Status } from './connection.ts';
import type { UnavailableEndpoint } from './connection-list.ts';
import type { Endpoint } from './endpoint.ts';
import type { FailureCode } from './failure.ts';
import type { Correlation } from './ids.ts';

/** One request to end sessions, and how far it has come. */
export interface Kick {
  readonly correlation: Correlation;
  readonly actor: Actor;
  readonly authority: Authority;
  readonly channel: KickChannel;
  /** Whose sessions, in the words of the VPN. */
  readonly target: string;
  readonly reason: string;
  readonly requestedAt: Date;
  /** Whether it is for several people, or for everyone on an endpoint: then it can be stopped. */
  readonly isMany: boolean;
  /** One for each endpoint and round: a round is one look and what it led to. */
  readonly parts: readonly KickPart[];
  /** Endpoints that could not be looked at: sessions there may live on. */
  readonly missing: readonly UnavailableEndpoint[];
  /** Endpoints that the channel may not touch: sessions there live on. */
  readonly beyond: readonly Endpoint[];
  /** Sessions of the target that kept coming back after the last round; after a kick of many, new ones. */
  readonly stillOn: readonly Connection[];
  /** Sessions of the target that were left alone, because nobody has approved their end. */
  readonly unapproved: readonly Connection[];
  /** Connections that it is for and that no part lists yet. */
  readonly toRequest: number;
  /** Connections that it was for and that were never requested: they were left alone. */
  readonly unrequested: number;
  /** How many connections of other users, on a certificate of the target's, were left out. */
  readonly otherUsers: number;
}

/** Where a kick was asked for: where its outcome is shown, and what the record names. */
export interface KickChannel {
  readonly id: string;
  readonly name: string;
}

export interface KickPart {
  readonly endpoint: Endpoint;
  readonly sessions: readonly KickSession[];
  /** The story in the log so far: what was requested, then its outcome, then the confirmation. */
  readonly entries: readonly AuditEntry[];
  /** Whether the log refused an entry after the act: what happened is then told, but not recorded. */
  readonly isUnrecorded: boolean;
}

export interface KickSession {
  readonly connection: Connection;
  readonly state: SessionState;
}

export type SessionState =
  | { readonly kind: 'requested' }
  /** AWS took the order and has not yet been seen to carry it out. */
  | { readonly kind: 'terminating'; readonly change: Change }
  /** AWS did not answer the order, or not sensibly: it may have been carried out. */
  | { readonly kind: 'unanswered'; readonly code: FailureCode }
  | { readonly kind: 'ended'; readonly change: Change }
  /** It was over before we could end it. */
  | { readonly kind: 'already_gone' }
  /** AWS says that it could not end it: the person may still be on. */
  | { readonly kind: 'not_ended'; readonly change: Change }
  /** The time for looking again ran out before the end was seen. */
  | { readonly kind: 'unconfirmed'; readonly change: Change }
  /** Someone else is ending it. */
  | { readonly kind: 'claimed'; readonly by: string; readonly at: Date }
  | { readonly kind: 'failed'; readonly code: FailureCode }
  /** The bot was away for so long after the request that it did not go on with it. */
  | { readonly kind: 'abandoned' }
  /** Somebody stopped the kick before AWS was asked to end it. */
  | { readonly kind: 'stopped' };

/** The way of one connection through its statuses. */
export interface Change {
  /** Before the act. */
  readonly previous: Status;
  /** What AWS reported in between, in order. */
  readonly via: readonly Status[];
  readonly current: Status;
}

/** What became of a kick as a whole, for the first line that people read. */
export type KickOutcome =
  | 'under_way'
  | 'all_ended'
  /** Some ended, some not. */
  | 'partly_ended'
  | 'none_ended'
  /** Every session was over or in another's hands before we came to it. */
  | 'nothing_to_do';

export function outcomeOf(kick: Kick): KickOutcome {
  const counts = countsOf(kick);
  if (counts.waiting + counts.terminating > 0) return 'under_way';

  const over = counts.terminated + counts.alreadyEnded;
  const mayLiveOn = kick.missing.length > 0 || kick.unapproved.length > 0 || isBackOn(kick);
  if (!mayLiveOn && counts.alreadyEnded + counts.takenByOthers === counts.total) return 'nothing_to_do';
  if (!mayLiveOn && over === counts.total) return 'all_ended';
  return over > 0 ? 'partly_ended' : 'none_ended';
}

/** Whether somebody is on whose every session was meant. Who connects during a kick of many was no part of it. */
function isBackOn({ isMany, stillOn }: Kick): boolean {
  return !isMany && stillOn.length > 0;
}

/** How many connections of a kick there are in each state; together they are `total`. */
export interface KickCounts {
  readonly total: number;
  /** AWS has not been asked yet. */
  readonly waiting: number;
  /** AWS was asked, and the end has not been seen yet. */
  readonly terminating: number;
  readonly terminated: number;
  /** Over before AWS was asked. */
  readonly alreadyEnded: number;
  /** Another request is terminating them. */
  readonly takenByOthers: number;
  readonly notTerminated: number;
  readonly unconfirmed: number;
  /** Somebody stopped the kick before AWS was asked. */
  readonly spared: number;
}

/** Counts every connection that a kick is for once, whether or not it has been requested yet. */
export function countsOf(kick: Pick<Kick, 'parts' | 'toRequest' | 'unrequested'>): KickCounts {
  const { toRequest, unrequested, parts } = kick;
  const counts = { ...none, waiting: toRequest, notTerminated: unrequested };
  // No list of a hundred thousand is made at each change.
  for (const { sessions } of parts) for (const { state } of sessions) counts[countedAs[state.kind]] += 1;
  return withTotal(counts);
}

export function countStates(states: readonly SessionState['kind'][]): KickCounts {
  const counts = { ...none };
  for (const kind of states) counts[countedAs[kind]] += 1;
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
  spared: 0,
};

function withTotal(counts: typeof none): KickCounts {
  return { ...counts, total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

const countedAs = {
  requested: 'waiting',
  terminating: 'terminating',
  unanswered: 'terminating',
  ended: 'terminated',
  already_gone: 'alreadyEnded',
  not_ended: 'notTerminated',
  failed: 'notTerminated',
  abandoned: 'notTerminated',
  unconfirmed: 'unconfirmed',
  claimed: 'takenByOthers',
  stopped: 'spared',
} as const satisfies Record<SessionState['kind'], keyof typeof none>;

/** Says whether only looking again can tell what became of a session. */
export function awaitsLook(kind: SessionState['kind']): boolean {
  return kind === 'terminating' || kind === 'unanswered';
}

/** Whether others were first on every session, so that there is nothing of its own to tell. */
export function isLeftToOthers(kick: Kick): boolean {
  const sessions = sessionsOf(kick);
  const isTaken = sessions.length > 0 && sessions.every(({ state }) => state.kind === 'claimed');
  return isTaken && kick.missing.length === 0 && kick.stillOn.length === 0;
}

export function sessionsOf(kick: Kick): readonly KickSession[] {
  return kick.parts.flatMap(({ sessions }) => sessions);
}

/** Puts a part in its place: that of the same request where there is one, else at the end. */
export function withPart(kick: Kick, part: KickPart): Kick {
  const at = kick.parts.findIndex(({ entries }) => entries[0]?.seq === part.entries[0]?.seq);
  return { ...kick, parts: at < 0 ? [...kick.parts, part] : kick.parts.with(at, part) };
}

/** Puts a connection in a new state; a connection that the part did not list (AWS ended more) is added. */
export function withState(part: KickPart, connection: Connection, state: SessionState): KickPart {
  const isListed = part.sessions.some((session) => session.connection.id === connection.id);
  const sessions = isListed
    ? part.sessions.map((session) =>
        session.connection.id === connection.id ? { ...session, state } : session,
      )
    : [...part.sessions, { connection, state }];

  return { ...part, sessions };
}
