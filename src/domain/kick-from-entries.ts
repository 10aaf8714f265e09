import type { AuditEntry } from './audit-entry.ts';
import { authorityFrom, claimKinds, type EntryConnection, type EntryKind, isDetail } from './audit-entry.ts';
import { bareConnection, type Connection, type Status } from './connection.ts';
import type { UnavailableEndpoint } from './connection-list.ts';
import type { Endpoint } from './endpoint.ts';
import { isOver, notListed, notSeen, stateFromEntryConnection, statusFrom } from './entry-connection.ts';
import { type FailureCode, failureCodes } from './failure.ts';
import { parseConnectionId, parseCorrelation, parseEndpointId } from './ids.ts';
import {
  countStates,
  type Kick,
  type KickCounts,
  type KickedConnection,
  type KickPart,
  type TerminationState,
} from './kick.ts';
import { kickExtentFrom, otherUsersFrom, totalFrom } from './kick-extent.ts';
import { kickTargetFrom } from './kick-target.ts';

const opening = 'could not be looked at: ';

/** Returns the detail of a `failed` entry for an endpoint that could not be checked. */
export function unavailableDetail(code: FailureCode): string {
  return `${opening}${code}`;
}

/** Why the entry's endpoint could not be checked; undefined if the entry is about something else. */
export function unavailableCode({ kind, detail }: AuditEntry): FailureCode | undefined {
  return kind === 'failed'
    ? failureCodes.find((code) => isDetail(detail, unavailableDetail(code)))
    : undefined;
}

/**
 * The entries of one round on one endpoint, in order: the request, its outcome, the confirmation. Or those of one
 * request for a second person: the request and its outcome.
 */
export type EntryThread = readonly [AuditEntry, ...AuditEntry[]];

/** The outcomes of a request for a second person. */
const decides: readonly EntryKind[] = [
  'approved',
  'declined',
  'withdrawn',
  'approval-lapsed',
  'refused',
  'abandoned',
];

/** What becomes of a claim of a name. */
const [, ...claimOutcomes]: readonly EntryKind[] = claimKinds;

/**
 * Groups the entries of one request into threads. Each `requested` entry, and each entry that follows none, begins a
 * thread. If an endpoint has several threads, an entry continues the latest one that lists one of its connections.
 */
export function threadsOf(entries: readonly AuditEntry[]): readonly EntryThread[] {
  const threads: EntryThread[] = [];
  const listedIn = new Map<string, number>();
  for (const entry of entries) {
    const at = beginsThread(entry) ? -1 : (placeOf(entry, listedIn) ?? latestOn(entry, threads));
    const thread = threads[at];
    if (thread !== undefined) threads[at] = [...thread, entry];
    else if (entry.kind === 'requested')
      for (const { id } of entry.connections ?? []) listedIn.set(keyOf(entry, id), threads.length);
    if (thread === undefined) threads.push([entry]);
  }
  return threads;
}

function placeOf(entry: AuditEntry, listedIn: ReadonlyMap<string, number>): number | undefined {
  for (const { id } of entry.connections ?? []) {
    const place = listedIn.get(keyOf(entry, id));
    if (place !== undefined) return place;
  }
  return undefined;
}

function keyOf({ endpoint }: AuditEntry, connection: string): string {
  return `${endpoint?.id} ${connection}`;
}

function latestOn(entry: AuditEntry, threads: readonly EntryThread[]): number {
  return threads.findLastIndex((thread) => continues(thread, entry));
}

/**
 * Reconstructs a kick from its audit entries; undefined if nothing was requested.
 *
 * @param names The target's names, if a job has them: a name may contain a comma, which separates names in the audit
 *   log.
 */
export function kickFromEntries(
  entries: readonly AuditEntry[],
  endpoints: readonly Endpoint[],
  names: readonly string[] = [],
): Kick | undefined {
  const threads = threadsOf(entries).filter(([{ kind }]) => kind === 'requested');
  const [first] = threads.flat();
  const correlation = first === undefined ? undefined : parseCorrelation(first.correlation);
  if (first === undefined || correlation === undefined) return undefined;

  return {
    correlation,
    actor: first.actor,
    authority: authorityFrom(entries),
    channel: first.channel ?? { id: '', name: '' },
    target: kickTargetFrom(
      threads.map(([requested]) => requested),
      names,
    ),
    reason: first.reason ?? '',
    requestedAt: new Date(first.at),
    isMany: kickExtentFrom(first.detail) === 'many',
    parts: threads.flatMap((thread) => partFromEntries(thread, endpoints) ?? []),
    unavailable: entries.flatMap((entry) => unavailableFrom(entry, endpoints) ?? []),
    outOfScope: [],
    remaining: [],
    unapproved: [],
    toRequest: 0,
    unrequested: unrequestedIn(threads),
    otherUsers: otherUsersFrom(first.detail),
  };
}

/**
 * How many connections a kick was for that no `requested` entry lists, because the process crashed while recording
 * them.
 */
function unrequestedIn(threads: readonly EntryThread[]): number {
  const firsts = threads.map(([first]) => first).filter(({ detail }) => totalFrom(detail) !== undefined);
  const requested = firsts.reduce((sum, { connections = [] }) => sum + connections.length, 0);
  return Math.max(0, (totalFrom(firsts[0]?.detail) ?? 0) - requested);
}

/** Kinds of entries that record an outcome of each connection they list. */
const outcomeKinds: readonly EntryKind[] = [
  'finished',
  'confirmed',
  'unconfirmed',
  'failed',
  'refused',
  'abandoned',
];

/** Counts the connections of one entry by their outcome; undefined for an entry that records no outcome. */
export function countsOfEntry(entry: AuditEntry): KickCounts | undefined {
  const { kind, connections = [] } = entry;
  if (!outcomeKinds.includes(kind) || connections.length === 0) return undefined;

  const isConfirmation = kind === 'confirmed' || kind === 'unconfirmed';
  return countStates(
    connections.map((entryConnection) => {
      const state = stateFromEntryConnection(entryConnection);
      return (isConfirmation ? confirmedState(state, entryConnection, entry, entry) : state).kind;
    }),
  );
}

/** Reconstructs one part of a kick; undefined if the thread is about no endpoint. */
export function partFromEntries(thread: EntryThread, endpoints: readonly Endpoint[]): KickPart | undefined {
  const [requested] = thread;
  const endpoint = endpointOf(requested, endpoints);
  if (endpoint === undefined) return undefined;

  const listed = thread.flatMap(({ connections = [] }) => connections);
  const ids = [...new Set(listed.map(({ id }) => id))];
  const connections = ids.flatMap((id) => sessionFrom(id, thread, endpoint) ?? []);
  return { endpoint, connections, entries: thread, isUnrecorded: false };
}

function unavailableFrom(entry: AuditEntry, endpoints: readonly Endpoint[]): UnavailableEndpoint | undefined {
  const endpoint = endpointOf(entry, endpoints);
  const code = unavailableCode(entry);
  return endpoint === undefined || code === undefined ? undefined : { endpoint, code };
}

/** An endpoint that is no longer in the configuration is described by the entry. */
function endpointOf(
  { endpoint: entryConnection }: AuditEntry,
  endpoints: readonly Endpoint[],
): Endpoint | undefined {
  const id = entryConnection === undefined ? undefined : parseEndpointId(entryConnection.id);
  if (entryConnection === undefined || id === undefined) return undefined;
  return endpoints.find((endpoint) => endpoint.id === id) ?? { ...entryConnection, id, roleArn: undefined };
}

/** A reconnect follows a termination, but has its own thread. */
function beginsThread({ kind }: AuditEntry): boolean {
  return kind === 'requested' || kind === 'returned';
}

function continues([first]: EntryThread, entry: AuditEntry): boolean {
  if (first.kind === 'approval-requested')
    return entry.endpoint === undefined && decides.includes(entry.kind);
  if (first.kind === 'name-claim-requested') return claimOutcomes.includes(entry.kind);
  if (first.kind === 'break-glass') return entry.endpoint === undefined && entry.kind === 'abandoned';
  return first.kind === 'requested' && first.endpoint?.id === entry.endpoint?.id;
}

function sessionFrom(
  id: string,
  [requested, outcome, confirmation]: EntryThread,
  endpoint: Endpoint,
): KickedConnection | undefined {
  const asRequested = toldOf(id, requested);
  const asOutcome = toldOf(id, outcome);
  const connection = connectionFrom(asRequested ?? asOutcome, endpoint);
  if (connection === undefined) return undefined;

  const state =
    asOutcome === undefined ? ({ kind: 'requested' } as const) : stateFromEntryConnection(asOutcome);
  return { connection, state: confirmedState(state, toldOf(id, confirmation), outcome, confirmation) };
}

function confirmedState(
  state: TerminationState,
  entryConnection: EntryConnection | undefined,
  outcome: AuditEntry | undefined,
  confirmation: AuditEntry | undefined,
): TerminationState {
  if (entryConnection === undefined || confirmation === undefined || outcome === undefined) return state;

  const confirmed = stateFromEntryConnection(entryConnection);
  if (confirmed.kind !== 'terminating' && confirmed.kind !== 'unanswered') return confirmed;
  const via = statusesOf(state);
  const current = entryConnection.current === undefined ? notListed : statusFrom(entryConnection.current);
  const previous = entryConnection.previous === undefined ? current : statusFrom(entryConnection.previous);
  const change = { previous, via, current };
  if (isOver(entryConnection)) return { kind: 'ended', change };
  // A request that AWS did not answer had no effect if the connection was seen to be active afterwards.
  const isSeenToLive = change.current.code === 'active';
  if (isSeenToLive && (state.kind === 'unanswered' || confirmation.kind === 'confirmed'))
    return { kind: 'not_ended', change };
  return confirmation.kind === 'unconfirmed' ? { kind: 'unconfirmed', change } : { kind: 'ended', change };
}

/** What was known of the connection after the action. */
function statusesOf(state: TerminationState): readonly Status[] {
  if (state.kind === 'unanswered') return [notSeen(state.code)];
  return 'change' in state ? [state.change.current] : [];
}

function toldOf(id: string, entry: AuditEntry | undefined): EntryConnection | undefined {
  return entry?.connections?.find((connection) => connection.id === id);
}

/** The audit log has a connection's id and status; the rest is not needed to continue. */
function connectionFrom(
  entryConnection: EntryConnection | undefined,
  endpoint: Endpoint,
): Connection | undefined {
  const id = entryConnection === undefined ? undefined : parseConnectionId(entryConnection.id);
  const status = entryConnection?.previous ?? entryConnection?.current;
  if (id === undefined || status === undefined) return undefined;

  return bareConnection(id, endpoint.id, statusFrom(status));
}

/** Returns whether an approved kick has begun. From then on, its jobs complete it. */
export function isBegun(entries: readonly AuditEntry[]): boolean {
  return entries.some(({ kind }) => kind === 'requested');
}
