import { type Connection, isLive } from '../../domain/connection.ts';
import {
  type ConnectionList,
  type ConnectionPhase,
  type Found,
  foundFrom,
  merged,
  noPossibleMatches,
  type OlderPart,
  type PossibleMatches,
  type Reading,
  type StalePart,
  type StaleReason,
  type UnavailableEndpoint,
} from '../../domain/connection-list.ts';
import type { Target } from '../../domain/connection-search.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { mayTerminate } from '../../policy/may-terminate.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Progress, Snapshot, SnapshotAsk } from '../../ports/vpn-gateway.ts';
import {
  askForTarget,
  listsOf,
  markDirectoryUsers,
  orUnavailable,
  signInOn,
  targetOn,
  usernamesAsked,
} from './list-connections.ts';
import { possibleMatches } from './possible-matches.ts';

type Names = Extract<Target, { readonly kind: 'names' }>;

/** What one endpoint returned for a request that only reads. */
interface RecentLook {
  readonly endpoint: Endpoint;
  readonly found: Found;
  readonly asOf: Date;
  /** Number of live connections on the endpoint, if it is known from a snapshot. */
  readonly total: number | undefined;
  /** The progress of the scan, while the snapshot is incomplete. */
  readonly progress: Progress | undefined;
  /** Whether the snapshot shows that no network is associated with the endpoint. */
  readonly isUnassociated: boolean;
  /** Why the snapshot is stale, if it could not be refreshed. */
  readonly stale: StaleReason | undefined;
  /** Why there is no snapshot, if EC2 answered for the target alone: some of its connections may be missing. */
  readonly unread: FailureCode | undefined;
  /** The snapshot that the connections were picked from, if there was one. */
  readonly list: Snapshot | undefined;
}

interface RecentAsk extends SnapshotAsk {
  /** Whether EC2 is asked for the target alone, if its filters can find it. */
  readonly narrows: boolean;
}

/** A lookup of one person waits no longer than this for the list of everyone. */
const personPatienceMs = 300;
/** If EC2 has answered for that person alone, the list may take this long to add connections under other spellings. */
const spellingsPatienceMs = 100;

/** A list younger than this counts as current; an older one may lack a spelling that has connected since. */
const asGoodAsNewMs = 15_000;

/** Looks at all endpoints in parallel: single connections are read now, lists come from recent snapshots. */
async function lookRecently(
  app: Pick<ReadContext, 'vpn' | 'snapshots' | 'clock'>,
  endpoints: readonly Endpoint[],
  target: Target,
  ask: RecentAsk,
): Promise<{ readonly looks: readonly RecentLook[]; readonly unavailable: readonly UnavailableEndpoint[] }> {
  const looks = await Promise.all(
    endpoints.map((endpoint) => orUnavailable(endpoint, () => lookAtOne(app, endpoint, target, ask))),
  );
  const unavailable = looks.flatMap((look): UnavailableEndpoint[] => {
    if ('code' in look) return [look];
    return look.unread === undefined ? [] : [{ endpoint: look.endpoint, code: look.unread }];
  });
  return { looks: looks.filter((look) => 'found' in look), unavailable };
}

async function lookAtOne(
  app: Pick<ReadContext, 'vpn' | 'snapshots' | 'clock'>,
  endpoint: Endpoint,
  target: Target,
  ask: RecentAsk,
): Promise<RecentLook> {
  if (target.kind === 'names') return lookForNames(app, endpoint, target, ask);
  if (!ask.narrows || target.kind !== 'connections')
    return lookFrom(endpoint, await app.snapshots.recent(endpoint, ask), target, ask.phase);

  const now = await askForTarget(app, endpoint, target);
  return lookNow(app, endpoint, livingOrEnded(now ?? [], ask.phase), ask.phase);
}

/**
 * Asks EC2 for a person alone, which is quick, and at the same time reads the shared list, the only one with every
 * spelling. If either fails, or the list is not complete yet, the other is used, and the result says so.
 */
async function lookForNames(
  app: Pick<ReadContext, 'vpn' | 'snapshots' | 'clock'>,
  endpoint: Endpoint,
  target: Names,
  ask: RecentAsk,
): Promise<RecentLook> {
  const { phase } = ask;
  const askedAt = app.clock.now();
  const signIn = signInOn(app.vpn, endpoint);
  const lookIn = async (list: Snapshot) => {
    const { isDirectory } = await signIn;
    return withSignIn(lookFrom(endpoint, list, targetOn(target, isDirectory), phase), isDirectory);
  };
  if (!ask.narrows) return lookIn(await app.snapshots.recent(endpoint, ask));

  const readList = (patienceMs: number) =>
    app.snapshots.recent(endpoint, { ...ask, patienceMs: atMost(ask.patienceMs, patienceMs) });
  const [narrow, early] = await Promise.allSettled([
    askForTarget(app, endpoint, target),
    readList(spellingsPatienceMs),
  ]);
  const answer = narrow.status === 'fulfilled' ? narrow.value : undefined;
  const now = answer && livingOrEnded(answer, phase);

  if (early.status === 'rejected') {
    if (now === undefined || now.length === 0) throw early.reason;
    return { ...lookNow(app, endpoint, now, phase), unread: failureFrom(early.reason).code };
  }
  const isWaitedFor = early.value.progress !== undefined && (now ?? []).length === 0;
  const look = await lookIn(
    isWaitedFor ? await readList(personPatienceMs - spellingsPatienceMs) : early.value,
  );
  // Even a recent list is marked as not refreshed if EC2 has just failed: people who have since left are still in it.
  if (narrow.status === 'rejected')
    return {
      ...look,
      stale: look.stale ?? { code: failureFrom(narrow.reason).code, since: askedAt },
    };
  if (now === undefined) return look;

  const { isDirectory } = await signIn;
  return lookOfBoth(app, look, now, usernamesAsked(target.names, isDirectory), phase);
}

/** In a long list, only the connections that are actually shown get marked. */
function withSignIn(look: RecentLook, isDirectory: boolean): RecentLook {
  const { found } = look;
  const slice: Found['slice'] = (from, to) => markDirectoryUsers(found.slice(from, to), isDirectory);
  return { ...look, found: { length: found.length, slice, momentAt: (place) => found.momentAt(place) } };
}

/** Combines EC2's current answer for a person with the list's connections under other spellings of the name. */
function lookOfBoth(
  app: Pick<ReadContext, 'clock'>,
  look: RecentLook,
  now: readonly Connection[],
  usernames: readonly string[],
  phase: ConnectionPhase,
): RecentLook {
  // EC2 was asked for these spellings: a connection under one of them that only the list has is gone.
  const asked = new Set(usernames);
  const answered = new Set(now.map(({ id }) => id));
  const others = look.found
    .slice()
    .filter(({ id, username }) => !answered.has(id) && (username === undefined || !asked.has(username)));
  if (now.length === 0) return { ...look, found: foundFrom(others, phase) };

  const found = foundFrom([...now, ...others], phase);
  const isYoung = app.clock.now().getTime() - look.asOf.getTime() < asGoodAsNewMs;
  const asOf = others.length === 0 && isYoung ? app.clock.now() : look.asOf;
  return { ...look, found, asOf, total: undefined };
}

function lookFrom(endpoint: Endpoint, list: Snapshot, target: Target, phase: ConnectionPhase): RecentLook {
  return {
    endpoint,
    found: list.select(target, phase),
    asOf: list.asOf,
    total: phase === 'live' ? list.live : undefined,
    progress: list.progress,
    isUnassociated: list.isUnassociated,
    stale: list.stale,
    unread: undefined,
    list,
  };
}

function lookNow(
  { clock }: Pick<ReadContext, 'clock'>,
  endpoint: Endpoint,
  now: readonly Connection[],
  phase: ConnectionPhase,
): RecentLook {
  const noList = {
    total: undefined,
    progress: undefined,
    stale: undefined,
    unread: undefined,
    list: undefined,
    isUnassociated: false,
  };
  return { endpoint, found: foundFrom(now, phase), asOf: clock.now(), ...noList };
}

function livingOrEnded(connections: readonly Connection[], phase: ConnectionPhase): readonly Connection[] {
  return connections.filter((connection) => isLive(connection) === (phase === 'live'));
}

/** Limits how long to wait, unless the request waits for the complete list. */
function atMost(patienceMs: number, mostMs: number): number {
  return Number.isFinite(patienceMs) ? Math.min(patienceMs, mostMs) : patienceMs;
}

/** Times this close together look the same to people. */
const sameMomentMs = 1_000;

/** Looks up a target for display, each connection with whether the actor may terminate it from this channel. */
export async function listFromSnapshots(
  app: Pick<ReadContext, 'clock' | 'rules' | 'vpn' | 'snapshots'>,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  target: Target,
  ask: RecentAsk,
): Promise<ConnectionList> {
  const { looks, unavailable } = await lookRecently(app, endpoints, target, ask);
  const asOf = latestOf(looks) ?? app.clock.now();

  return {
    connections: merged(
      looks.map(({ found }) => found),
      (connection, part) => {
        const endpoint = looks[part]?.endpoint;
        if (endpoint === undefined) throw new RangeError(`no endpoint was read at index ${part}`);
        const mayEndIt = isLive(connection) && mayTerminate(app.rules, access, endpoint, connection);
        return { connection, endpoint, mayEnd: mayEndIt };
      },
    ),
    total: totalOf(looks),
    possible: await possibleIn(app, access, endpoints, target, ask, looks),
    endpoints,
    unavailable,
    asOf,
    older: looks.flatMap((look) => olderPart(look, asOf)),
    stale: looks.flatMap(({ endpoint, asOf: readAt, stale }): StalePart[] =>
      stale === undefined ? [] : [{ endpoint, asOf: readAt, ...stale }],
    ),
    unassociated: looks.flatMap(({ endpoint, isUnassociated }) => (isUnassociated ? [endpoint] : [])),
    reading: looks.flatMap(({ endpoint, progress }): Reading[] =>
      progress === undefined ? [] : [{ endpoint, ...progress }],
    ),
  };
}

async function possibleIn(
  app: Pick<ReadContext, 'rules' | 'vpn'>,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  target: Target,
  { phase }: RecentAsk,
  looks: readonly RecentLook[],
): Promise<PossibleMatches> {
  if (target.kind !== 'names') return noPossibleMatches;
  return possibleMatches(app, access, target.names, { lists: listsOf(looks), endpoints, phase });
}

function latestOf(looks: readonly RecentLook[]): Date | undefined {
  const [first, ...others] = looks.map(({ asOf }) => asOf);
  return others.reduce((latest, asOf) => (latest === undefined || asOf > latest ? asOf : latest), first);
}

function olderPart({ endpoint, asOf }: RecentLook, latest: Date): readonly OlderPart[] {
  return latest.getTime() - asOf.getTime() >= sameMomentMs ? [{ endpoint, asOf }] : [];
}

function totalOf(looks: readonly RecentLook[]): number | undefined {
  const counts = looks.map(({ total }) => total);
  return counts.every((count) => count !== undefined)
    ? counts.reduce((sum, count) => sum + count, 0)
    : undefined;
}
