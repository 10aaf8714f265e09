import { addMilliseconds } from 'date-fns/addMilliseconds';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { type Connection, isLive, markDirectoryUsers } from '../../domain/connection.ts';
import type { Found } from '../../domain/connection-list.ts';
import { type Endpoint, hasDirectory, knowsUsernames } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { countStates, type Kick, type KickPart } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { timesReported } from '../../domain/reconnect.ts';
import { leaseTerm, retryAfterMs, retryOnFailure } from '../../jobs/complete-job.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { whole } from '../../ports/vpn-gateway.ts';
import { connectionsByUsername, usernamesAsked } from '../connections/list-connections.ts';
import {
  type AttributedReconnect,
  attributeReconnects,
  type WatchedKick,
  watchedKick,
} from './attribute-reconnects.ts';
import { parseWatchJob, type WatchJob } from './job.ts';
import { announceReconnect, recordReconnects, reportReconnects } from './report-reconnects.ts';
import { firstCheckAfterMs, type WatchTurn, watchTurn } from './watch.ts';

/** Someone who reconnects more often than this has to be blocked: one more warning would not help. */
const maxWarnings = 5;
/** After a kick of up to this many people, each reconnect has its own message with buttons; otherwise all share one. */
const maxInOwnMessages = 10;
/** While a kick is under way, its own rounds find reconnects. */
const underWayPauseMs = 5_000;
/** A kick of many has no rounds and may take hours, so it is watched while it is under way. */
const longKickPauseMs = 30_000;
/** A snapshot that is older than the check that was due is being refreshed. */
const staleListPauseMs = 5_000;
/** A watch that has not ended by then has nothing to report that would still help. */
const giveUpAfterMs = minutesToMilliseconds(15);

/** Checks once for reconnects, and then reschedules the job for the next check or completes it. */
export async function continueWatch(app: ReadContext, lease: Lease): Promise<void> {
  const { jobs, clock } = app;
  const watch = parseWatchJob(lease.job);
  if (watch === undefined) return jobs.complete(lease);

  await retryOnFailure(app, lease, watch.correlation, 'watch', async () => {
    const pauseMs = await checkOnce(app, lease, watch);
    if (pauseMs === undefined) await jobs.complete(lease);
    else await jobs.reschedule(lease, addMilliseconds(clock.now(), pauseMs));
  });
}

/** One check of a watch, and what it is about. */
interface Check {
  readonly lease: Lease;
  readonly endpoint: Endpoint;
  readonly kick: Kick;
  readonly watched: WatchedKick;
  /** Undefined while the kick is under way. */
  readonly turn: WatchTurn | undefined;
  /** A snapshot from before this does not count. */
  readonly from: Date;
  /** Milliseconds until the next check; undefined after the last. */
  readonly pauseMs: number | undefined;
}

/** @returns Milliseconds until the next check; undefined if there is none. */
async function checkOnce(app: ReadContext, lease: Lease, watch: WatchJob): Promise<number | undefined> {
  const { log, rules, clock } = app;
  const entries = await log.ofRequest(watch.correlation);
  const endpoint = rules.endpoints.find(({ id }) => id === watch.endpoint);
  const kick = kickFromEntries(entries, rules.endpoints);
  if (endpoint === undefined || kick === undefined) return undefined;

  // If the kick has no part on this endpoint, its parts on the others are followed.
  const here = kick.parts.filter((part) => part.endpoint.id === endpoint.id);
  const parts = here.length > 0 ? here : kick.parts;
  const at = lastEntryAt(parts) ?? kick.requestedAt;
  if (isOver(at, giveUpAfterMs, clock.now())) return undefined;
  const elapsedMs = differenceInMilliseconds(clock.now(), at);

  const watched = watchedKick(watch, entries, kick);
  const about = { lease, endpoint, kick, watched };
  if (parts.some(isUnderWay)) {
    if (!kick.isMany || watched.ended.count === 0 || parts.every(isUnderWay)) return underWayPauseMs;
    return check(app, { ...about, turn: undefined, from: at, pauseMs: longKickPauseMs });
  }
  if (watched.ended.count === 0) return kick.parts.some(isUnderWay) ? underWayPauseMs : undefined;

  const turn = watchTurn(elapsedMs);
  if (turn === undefined) return firstCheckAfterMs - elapsedMs;
  const pauseMs = turn.nextMs === undefined ? undefined : turn.nextMs - elapsedMs;
  return check(app, { ...about, turn, from: addMilliseconds(at, turn.fromMs), pauseMs });
}

function lastEntryAt(parts: readonly KickPart[]): Date | undefined {
  const last = parts
    .flatMap(({ entries }) => entries)
    .toSorted((a, b) => a.seq - b.seq)
    .at(-1);
  return last && new Date(last.at);
}

function isUnderWay({ connections }: KickPart): boolean {
  const { waiting, terminating } = countStates(connections.map(({ state }) => state.kind));
  return waiting + terminating > 0;
}

async function check(app: ReadContext, about: Check): Promise<number | undefined> {
  const { endpoint, watched, turn, from, pauseMs } = about;
  let seen: NewConnections | undefined;
  try {
    seen = await findNewConnections(app, endpoint, watched.watch, turn?.fromMs === firstCheckAfterMs);
  } catch (error) {
    // A failed check says nothing about reconnects: the next one may succeed.
    app.diagnostics.report(failureFrom(error), 'watch', watched.watch.correlation);
    return pauseMs;
  }
  if (seen === undefined) return undefined;

  const isReported = await report(app, about, seen.connections);
  if (!isReported) return retryAfterMs;
  return turn !== undefined && seen.asOf < from ? staleListPauseMs : pauseMs;
}

/** @returns Whether every reconnect found so far is reported, or has a job of its own. */
async function report(
  app: ReadContext,
  { lease, endpoint, kick, watched }: Check,
  connections: readonly Connection[],
): Promise<boolean> {
  const reconnects = withinWarningLimit(watched, await attributeReconnects(app, watched, connections));
  const isShared = watched.ended.count > maxInOwnMessages;
  const own = reconnects.filter((each) => each.kick === watched);

  for (const each of isShared ? reconnects.filter((one) => one.kick !== watched) : reconnects)
    await announceReconnect(app, endpoint, each);
  if (!isShared) return true;

  // A process that stalled past its lease must not record at the same time as its successor.
  if (own.length > 0 && (await app.jobs.renew(lease, leaseTerm(app.clock))) === undefined) return true;
  await recordReconnects(app, kick, endpoint, own);
  return reportReconnects(app, watched);
}

function withinWarningLimit(
  { entries, ended }: WatchedKick,
  reconnects: readonly AttributedReconnect[],
): readonly AttributedReconnect[] {
  const warnings = new Map(timesReported(entries, ended));
  return reconnects.filter(({ name: { key } }) => {
    const times = (warnings.get(key) ?? 0) + 1;
    warnings.set(key, times);
    return times <= maxWarnings;
  });
}

/** Connections that are read in one turn of the event loop, before other work has its turn. */
const maxAtOnce = 1_000;

interface NewConnections {
  /** Live connections of anyone that may have begun since the kick. */
  readonly connections: readonly Connection[];
  readonly asOf: Date;
}

/**
 * Finds connections that began after the kick. The first check after a kick of few people is quick: one call, for the
 * usual spellings of their user names. Every other check reads the shared snapshot, so it costs the same however many
 * names are watched, and it finds every spelling.
 *
 * @returns Undefined if no connection on the endpoint can have a watched name.
 * @throws {Failure} `aws_…`
 */
async function findNewConnections(
  { vpn, snapshots, clock }: Pick<ReadContext, 'vpn' | 'snapshots' | 'clock'>,
  endpoint: Endpoint,
  { usernames, only, since }: WatchJob,
  isFirst: boolean,
): Promise<NewConnections | undefined> {
  const facts = await vpn.facts(endpoint);
  const [hasUsernames, isDirectory] = [knowsUsernames(facts), hasDirectory(facts)];
  if (only !== undefined && hasUsernames !== (only === 'username')) return undefined;

  if (isFirst && hasUsernames && usernames.length > 0) {
    const asOf = clock.now();
    const asked = usernamesAsked(usernames, isDirectory);
    const connections = await connectionsByUsername(vpn, endpoint, asked);
    if (connections !== undefined)
      return { connections: markDirectoryUsers(connections.filter(isLive), isDirectory), asOf };
  }
  const snapshot = await snapshots.recent(endpoint, { phase: 'live', ...whole });
  const everyone = snapshot.select({ kind: 'everyone' }, 'live');
  const connections = await newIn(everyone, since, clock);
  return { connections: markDirectoryUsers(connections, isDirectory), asOf: snapshot.asOf };
}

/** Relies on the order of the list: the latest connections come first, and those without a start time come last. */
async function newIn(
  everyone: Found,
  since: Date | undefined,
  clock: Pick<ReadContext['clock'], 'sleep'>,
): Promise<readonly Connection[]> {
  const { length } = everyone;
  const sinceMs = since?.getTime() ?? Number.NEGATIVE_INFINITY;
  const old = firstPlace(length, (place) => everyone.rankAt(place) < sinceMs);
  const unknown = firstPlace(length, (place) => everyone.rankAt(place) === 0);

  const found: Connection[] = [];
  for (const [first, last] of [[0, old] as const, [Math.max(old, unknown), length] as const])
    for (let from = first; from < last; from += maxAtOnce) {
      if (found.length > 0) await clock.sleep(0);
      found.push(...everyone.slice(from, Math.min(from + maxAtOnce, last)));
    }
  return found;
}

/** Finds the first place at which `holds` is true. It must be true at every later place as well. */
function firstPlace(length: number, holds: (place: number) => boolean): number {
  let from = 0;
  let to = length;
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
