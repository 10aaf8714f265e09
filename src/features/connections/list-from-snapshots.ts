import { max } from 'date-fns/max';
import { type Arrangement, hasLasted } from '../../domain/arrangement.ts';
import { type Connection, isLive, markDirectoryUsers } from '../../domain/connection.ts';
import {
  type ConnectionList,
  type ConnectionPhase,
  type Found,
  foundFrom,
  merged,
  noPossibleMatches,
  type PossibleMatches,
  type StaleReason,
} from '../../domain/connection-list.ts';
import { type Endpoint, hasDirectory, knowsUsernames } from '../../domain/endpoint.ts';
import { type FailureCode, failureFrom } from '../../domain/failure.ts';
import { select, type Target } from '../../domain/target.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Snapshot, SnapshotAsk, VpnGateway } from '../../ports/vpn-gateway.ts';
import {
  connectionsByUsername,
  factsOrUnknown,
  listsOf,
  orUnavailable,
  targetOn,
  toListed,
  usernamesAsked,
} from './list-connections.ts';
import { possibleMatches } from './possible-matches.ts';

type LookUpContext = Pick<ReadContext, 'clock' | 'rules' | 'vpn' | 'snapshots'>;

interface LookUp extends SnapshotAsk, Arrangement {
  /** Whether EC2 is asked for the target alone, if its filters can find it. */
  readonly narrows: boolean;
}

/** What one endpoint returned for a request that only reads. */
interface EndpointPart {
  readonly endpoint: Endpoint;
  readonly found: Found;
  readonly asOf: Date;
  /** The snapshot that the connections were picked from; undefined if EC2 answered for the target alone. */
  readonly list: Snapshot | undefined;
  /** Number of live connections on the endpoint, if the connections are from a snapshot alone. */
  readonly total: number | undefined;
  /** Why the connections are stale, if they could not be refreshed. */
  readonly stale: StaleReason | undefined;
  /** Why there is no snapshot, if EC2 answered for the target alone: some of its connections may be missing. */
  readonly unread?: FailureCode;
}

/** Parts whose times are this close together look the same to people. */
const sameMomentMs = 1_000;

/**
 * Looks up a target for display, each connection with whether the actor may terminate it from this channel. All
 * endpoints are read in parallel: single connections are read now, lists come from recent snapshots.
 */
export async function listFromSnapshots(
  app: LookUpContext,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  target: Target,
  ask: LookUp,
): Promise<ConnectionList> {
  const results = await Promise.all(
    endpoints.map((endpoint) => orUnavailable(endpoint, () => readPart(app, endpoint, target, ask))),
  );
  const parts = results.filter((result) => 'found' in result);
  const asOf = parts.length === 0 ? app.clock.now() : max(parts.map((part) => part.asOf));
  const lists = listsOf(parts);
  const possible = async (names: readonly string[]): Promise<PossibleMatches> => {
    const { lasting, phase } = ask;
    const matches = await possibleMatches(app, access, names, { lists, endpoints, phase });
    if (lasting === undefined) return matches;
    const connections = matches.connections.filter(({ connection }) => hasLasted(connection, lasting, asOf));
    return { ...matches, connections };
  };

  return {
    connections: merged(
      parts.map(({ found }) => found),
      (connection, index) => {
        const endpoint = parts[index]?.endpoint;
        if (endpoint === undefined) throw new RangeError(`no endpoint was read at index ${index}`);
        return toListed(app.rules, access, endpoint, connection);
      },
    ),
    total: sumOf(parts.map(({ total }) => total)),
    possible: target.kind === 'names' ? await possible(target.names) : noPossibleMatches,
    endpoints,
    unavailable: results.flatMap((result) => {
      if ('code' in result) return [result];
      return result.unread === undefined ? [] : [{ endpoint: result.endpoint, code: result.unread }];
    }),
    asOf,
    older: parts
      .filter((part) => asOf.getTime() - part.asOf.getTime() >= sameMomentMs)
      .map((part) => ({ endpoint: part.endpoint, asOf: part.asOf })),
    stale: parts.flatMap(({ endpoint, asOf: readAt, stale }) =>
      stale ? [{ endpoint, asOf: readAt, ...stale }] : [],
    ),
    refreshing: parts.flatMap(({ endpoint, asOf: readAt, list }) =>
      list?.isRefreshing ? [{ endpoint, asOf: readAt }] : [],
    ),
    unassociated: lists.flatMap(({ endpoint, list }) => (list.isUnassociated ? [endpoint] : [])),
    reading: lists.flatMap(({ endpoint, list }) => (list.progress ? [{ endpoint, ...list.progress }] : [])),
  };
}

async function readPart(
  app: LookUpContext,
  endpoint: Endpoint,
  target: Target,
  ask: LookUp,
): Promise<EndpointPart> {
  if (target.kind === 'names') return readNames(app, endpoint, target, ask);
  if (!ask.narrows || target.kind !== 'connections')
    return partFrom(endpoint, await app.snapshots.recent(endpoint, ask), target, ask);

  const isDirectory = hasDirectory(await factsOrUnknown(app.vpn, endpoint));
  const found = await app.snapshots.connections(endpoint, { by: 'connection', ids: target.ids }, ask.age);
  return currentPart(app, endpoint, markDirectoryUsers(select(found, target), isDirectory), ask);
}

/** A lookup of one person waits no longer than this for the list of everyone. */
const personPatienceMs = 300;
/** If EC2 has answered for that person alone, the list may take this long to add connections under other spellings. */
const spellingsPatienceMs = 100;

/**
 * Asks EC2 for a person alone, which is quick, and at the same time reads the shared list, the only one with every
 * spelling. If either fails, or the list is not complete yet, the other is used, and the result says so.
 */
async function readNames(
  app: LookUpContext,
  endpoint: Endpoint,
  target: Extract<Target, { readonly kind: 'names' }>,
  ask: LookUp,
): Promise<EndpointPart> {
  const askedAt = app.clock.now();
  const facts = factsOrUnknown(app.vpn, endpoint);
  const pickFrom = async (list: Snapshot) => {
    const isDirectory = hasDirectory(await facts);
    const part = partFrom(endpoint, list, targetOn(target, isDirectory), ask);
    return { ...part, found: markedWhenRead(part.found, isDirectory) };
  };
  if (!ask.narrows) return pickFrom(await app.snapshots.recent(endpoint, ask));

  const readList = (maxMs: number) =>
    app.snapshots.recent(endpoint, { ...ask, patienceMs: atMost(ask.patienceMs, maxMs) });
  const [narrow, early] = await Promise.allSettled([
    askForNames(app, endpoint, target, ask),
    readList(spellingsPatienceMs),
  ]);
  const current = narrow.status === 'fulfilled' ? narrow.value : undefined;
  const isFound = current !== undefined && current.length > 0;

  if (early.status === 'rejected') {
    if (!isFound) throw early.reason;
    return { ...currentPart(app, endpoint, current, ask), unread: failureFrom(early.reason).code };
  }
  const isWaitedFor = early.value.progress !== undefined && !isFound;
  const part = await pickFrom(
    isWaitedFor ? await readList(personPatienceMs - spellingsPatienceMs) : early.value,
  );
  // Even a recent list is marked as stale if EC2 has just failed: people who have since left are still in it.
  if (narrow.status === 'rejected')
    return { ...part, stale: part.stale ?? { code: failureFrom(narrow.reason).code, since: askedAt } };
  if (current === undefined) return part;

  return combined(app, part, current, usernamesAsked(target.names, hasDirectory(await facts)), ask);
}

/**
 * Asks EC2 for the names alone. The answer is quick but preliminary: EC2's filter matches only the spellings that it is
 * given.
 *
 * @returns Undefined if EC2's filter cannot find the names.
 */
async function askForNames(
  { vpn, snapshots }: Pick<ReadContext, 'vpn' | 'snapshots'>,
  endpoint: Endpoint,
  target: Extract<Target, { readonly kind: 'names' }>,
  { phase, age }: LookUp,
): Promise<readonly Connection[] | undefined> {
  const facts = await factsOrUnknown(vpn, endpoint);
  if (!knowsUsernames(facts)) return undefined;

  const isDirectory = hasDirectory(facts);
  const usernames = usernamesAsked(target.names, isDirectory);
  const connections: VpnGateway['connections'] = (on, filter) => snapshots.connections(on, filter, age);
  const found = await connectionsByUsername({ connections }, endpoint, usernames);
  if (found === undefined) return undefined;
  const named = select(found, targetOn(target, isDirectory)).filter((each) => isInPhase(each, phase));
  return markDirectoryUsers(named, isDirectory);
}

/** In a long list, only the connections that are actually shown get marked. */
function markedWhenRead(found: Found, isDirectory: boolean): Found {
  return {
    length: found.length,
    slice: (from, to) => markDirectoryUsers(found.slice(from, to), isDirectory),
    rankAt: (place) => found.rankAt(place),
  };
}

/** A list younger than this counts as current; an older one may lack a spelling that has connected since. */
const asGoodAsNewMs = 15_000;

/** Combines EC2's current answer for a person with the list's connections under other spellings of the name. */
function combined(
  { clock }: Pick<ReadContext, 'clock'>,
  part: EndpointPart,
  current: readonly Connection[],
  usernames: readonly string[],
  ask: LookUp,
): EndpointPart {
  // EC2 was asked for these spellings: a connection under one of them that only the list has is gone.
  const asked = new Set(usernames);
  const answered = new Set(current.map(({ id }) => id));
  const others = part.found
    .slice()
    .filter(({ id, username }) => !answered.has(id) && (username === undefined || !asked.has(username)));
  const now = clock.now();
  if (current.length === 0) return { ...part, found: foundFrom(others, ask.phase, ask, now) };

  const isYoung = now.getTime() - part.asOf.getTime() < asGoodAsNewMs;
  return {
    ...part,
    found: foundFrom([...current, ...others], ask.phase, ask, now),
    // An answer that is shown again may be older than the list.
    asOf: others.length === 0 && isYoung && ask.age !== 'any' ? now : part.asOf,
    total: undefined,
  };
}

function partFrom(endpoint: Endpoint, list: Snapshot, target: Target, ask: LookUp): EndpointPart {
  const { asOf, live, stale } = list;
  const total = ask.phase === 'live' ? live : undefined;
  return { endpoint, found: list.select(target, ask.phase, ask), asOf, list, total, stale };
}

function currentPart(
  { clock }: Pick<ReadContext, 'clock'>,
  endpoint: Endpoint,
  connections: readonly Connection[],
  ask: LookUp,
): EndpointPart {
  const asOf = clock.now();
  const inPhase = connections.filter((each) => isInPhase(each, ask.phase));
  return {
    endpoint,
    found: foundFrom(inPhase, ask.phase, ask, asOf),
    asOf,
    list: undefined,
    total: undefined,
    stale: undefined,
  };
}

function isInPhase(connection: Connection, phase: ConnectionPhase): boolean {
  return isLive(connection) === (phase === 'live');
}

/** Limits how long to wait, unless the request waits for the complete list. */
function atMost(patienceMs: number, maxMs: number): number {
  return Number.isFinite(patienceMs) ? Math.min(patienceMs, maxMs) : patienceMs;
}

function sumOf(counts: readonly (number | undefined)[]): number | undefined {
  return counts.every((count) => count !== undefined)
    ? counts.reduce((sum, count) => sum + count, 0)
    : undefined;
}
