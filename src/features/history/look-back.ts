import { isIP } from 'node:net';
import { max } from 'date-fns/max';
import { subDays } from 'date-fns/subDays';
import { subMilliseconds } from 'date-fns/subMilliseconds';
import { subMinutes } from 'date-fns/subMinutes';
import type { ListOrder } from '../../domain/arrangement.ts';
import { connectionKey } from '../../domain/connection.ts';
import type { Coverage } from '../../domain/connection-list.ts';
import type { ConnectionRecord } from '../../domain/connection-record.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { defaultPeriodMs } from '../../domain/history-period.ts';
import { canonicalIp } from '../../domain/ipv6.ts';
import { claimedSince } from '../../domain/name-claim.ts';
import { select, type Target } from '../../domain/target.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { ConnectionHistory } from '../../ports/connection-history.ts';
import { type Freshness, whole } from '../../ports/vpn-gateway.ts';
import { type Page, pageOf } from '../../slack/block-kit/paging.ts';
import { factsOrUnknown, targetOn } from '../connections/list-connections.ts';
import { findTerminations, type Terminations } from '../details/find-terminations.ts';
import { findRecords, maxRecords } from './find-records.ts';
import { type HistoryRef, type HistoryScope, historyScope, type NoScope } from './history-scope.ts';
import { type KnownPeriod, knownPeriods } from './known-period.ts';
import { isRead, type Listed, mayHaveLasted, readListed, statesOf } from './listed-now.ts';
import { firstUses } from './mark-first-uses.ts';
import { connectionFrom, type PastConnection, withListed } from './past-connection.ts';
import { possibleRecords } from './possible-records.ts';

export interface HistoryRequest extends HistoryRef {
  /** How far to look back; by default, see {@link defaultPeriodMs}. */
  readonly periodMs?: number | undefined;
  readonly order?: ListOrder;
  /** From 0. */
  readonly page: number;
  readonly freshness?: Freshness;
}

/** The connections of a target in a period, one page of them with everything that is shown. */
export interface PastConnections {
  readonly kind: 'kept';
  readonly page: Page<PastConnection>;
  readonly count: number;
  /** Whether there are more than were read. */
  readonly isCut: boolean;
  /** Whether older records were not searched for a part of a name, or an address in the VPN. */
  readonly isSearchCut: boolean;
  /** Whether only the requester's own connections may be shown. */
  readonly isOwnOnly: boolean;
  /** The latest connections with a certificate that may be the target's. */
  readonly possible: readonly PastConnection[];
  readonly certificateOnly: readonly Endpoint[];
  /** The VPN names that were looked for, if the target is a person. */
  readonly names: readonly string[];
  /** If an address was searched for: how many connections came from it, and how many had it in the VPN. */
  readonly matches: { readonly publicly: number; readonly inVpn: number } | undefined;
  readonly periodMs: number;
  readonly since: Date;
  /** The number of days for which connections are kept, if the period is longer. */
  readonly keptDays: number | undefined;
  readonly known: readonly KnownPeriod[];
  /** What AWS was asked for besides: what happened in the last hour. */
  readonly coverage: Coverage;
  /** Who terminated those that ended in the last hour, unless the history knows it or the requester must not. */
  readonly terminations: Terminations;
}

export type HistoryResult =
  | PastConnections
  | NoScope
  /** Bouncer keeps no history, or it cannot be read. */
  | { readonly kind: 'not_kept'; readonly why: 'off' | 'history_unavailable' };

const pageSize = 10;
/** EC2 lists ended connections for so many minutes. */
const listedMinutes = 60;

/**
 * Lists the connections of everyone, a person, a name, or an address: those that the history knows, and what EC2 itself
 * lists now, so that nothing of the last minutes is missing.
 */
export async function lookBack(app: ReadContext, request: HistoryRequest): Promise<HistoryResult> {
  const { history } = app;
  const scope = await historyScope(app, request);
  if (scope.kind !== 'scope') return scope;
  if (history === undefined) return { kind: 'not_kept', why: 'off' };
  try {
    return await readPast(app, history, scope, request);
  } catch (error) {
    const failure = failureFrom(error);
    if (failure.code !== 'history_unavailable') throw failure;
    app.diagnostics.report(failure, 'read the connection history', app.newCorrelation());
    return { kind: 'not_kept', why: failure.code };
  }
}

async function readPast(
  app: ReadContext,
  history: ConnectionHistory,
  scope: HistoryScope,
  request: HistoryRequest,
): Promise<PastConnections> {
  const { endpoints, target } = scope;
  const { targetRef, freshness = whole, order } = request;
  const until = app.clock.now();
  const { days } = app.rules.history;
  const periodMs = request.periodMs ?? defaultPeriodMs[targetRef.kind === 'everyone' ? 'everyone' : 'one'];
  const asked = subMilliseconds(until, periodMs);
  const since = max([asked, subDays(until, days)]);

  const [found, listed, facts] = await Promise.all([
    findRecords(history, endpoints, target, { since, until }),
    readListed(app, scope, freshness, maxRecords),
    Promise.all(
      endpoints.map(async (endpoint) => [endpoint.id, await factsOrUnknown(app.vpn, endpoint)] as const),
    ),
  ]);
  const isDirectory = (id: Endpoint['id']) => hasDirectory(new Map(facts).get(id));
  const isShown = showable(app, scope, isDirectory);
  const stored = found.records.filter((record) => isTarget(record, target, isDirectory(record.endpointId)));
  const records = withListed(stored, listed.connections)
    .filter((record) => isShown(record) && mayHaveLasted(record, since, listed))
    .map((record) => (isExplained(scope, record) ? record : withoutTermination(record)));

  const page = pageOf(inOrder(records, order), request.page, pageSize);
  const possible = await possibleRecords(app, history, scope, listed, { since, until });
  const [shown, shownPossible, known] = await Promise.all([
    toPast(app, history, scope, listed, page.items),
    toPast(app, history, scope, listed, possible),
    knownPeriods(history, endpoints, { from: since, to: until }, (endpoint) =>
      isRead(endpoint.id, listed) ? subMinutes(listed.coverage.asOf, listedMinutes) : undefined,
    ),
  ]);
  const isRecent = ({ endedAt, ending }: ConnectionRecord) =>
    ending === undefined && endedAt !== undefined && endedAt >= subMinutes(until, listedMinutes);
  const unexplained = [...page.items, ...possible].filter(
    (record) => isRecent(record) && isExplained(scope, record),
  );
  return {
    kind: 'kept',
    page: { ...page, items: shown },
    count: records.length,
    ...{ isCut: found.isCut, isSearchCut: found.isSearchCut },
    isOwnOnly: scope.ownOnly.length === endpoints.length,
    possible: shownPossible,
    certificateOnly: listed.certificateOnly,
    names: targetRef.kind === 'person' && target.kind === 'names' ? target.names : [],
    matches: matchesOf(targetRef, records),
    ...{ periodMs, since },
    keptDays: asked < since ? days : undefined,
    ...{ known, coverage: listed.coverage },
    terminations: await findTerminations(app, unexplained),
  };
}

/**
 * On some endpoints, only the requester's own connections may be shown: with a certificate that they have claimed, only
 * those that began after the approval.
 */
function showable(
  { rules }: Pick<ReadContext, 'rules'>,
  { access, ownOnly }: HistoryScope,
  isDirectory: (id: Endpoint['id']) => boolean,
): (record: ConnectionRecord) => boolean {
  const limited = new Set(ownOnly.map(({ id }) => id));
  return (record) => {
    if (!limited.has(record.endpointId)) return true;
    const { person } = access;
    const connection = connectionFrom(record, isDirectory(record.endpointId));
    if (person.kind !== 'found' || !isOwn(rules, person, connection)) return false;
    const since = claimedSince(person.person, connection, rules.people);
    return since === undefined || record.startedAt >= since;
  };
}

/**
 * Returns whether the requester may learn who terminated a connection. People who see only their own connections may be
 * the people a responder disconnected.
 */
function isExplained({ ownOnly }: HistoryScope, { endpointId }: ConnectionRecord): boolean {
  return ownOnly.every(({ id }) => id !== endpointId);
}

function withoutTermination(record: ConnectionRecord): ConnectionRecord {
  return record.ending?.kind === 'terminated' ? { ...record, ending: undefined } : record;
}

/** The store compares whole names; which other ways to write a name are the same user’s depends on the endpoint. */
function isTarget(record: ConnectionRecord, target: Target, isDirectory: boolean): boolean {
  if (target.kind !== 'names') return true;
  return select([connectionFrom(record, isDirectory)], targetOn(target, isDirectory)).length > 0;
}

function matchesOf(
  targetRef: HistoryRef['targetRef'],
  records: readonly ConnectionRecord[],
): PastConnections['matches'] {
  if (targetRef.kind !== 'text' || isIP(targetRef.text.trim()) === 0) return undefined;
  const address = canonicalIp(targetRef.text);
  const publicly = records.filter(({ publicIp }) => publicIp === address).length;
  return {
    publicly,
    inVpn: records.filter(({ clientIp }) => clientIp && canonicalIp(clientIp) === address).length,
  };
}

function inOrder(records: readonly ConnectionRecord[], order: ListOrder = 'newest') {
  const bytes = ({ traffic }: ConnectionRecord) =>
    traffic === undefined ? 0 : Number(traffic.bytesSent) + Number(traffic.bytesReceived);
  const newest = records.toSorted(
    (a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  return order === 'traffic' ? newest.toSorted((a, b) => bytes(b) - bytes(a)) : newest;
}

async function toPast(
  app: ReadContext,
  history: ConnectionHistory,
  scope: HistoryScope,
  listed: Listed,
  records: readonly ConnectionRecord[],
): Promise<readonly PastConnection[]> {
  const [states, marks] = await Promise.all([
    statesOf(app, scope, listed, records),
    firstUses(app, history, records),
  ]);
  return records.flatMap((record) => {
    const endpoint = scope.endpoints.find(({ id }) => id === record.endpointId);
    const now = states.get(connectionKey(record));
    if (endpoint === undefined || now === undefined) return [];
    const { isNewAddress = false, isNewDevice = false } = marks.get(connectionKey(record)) ?? {};
    return [{ ...now, endpoint, isNewAddress, isNewDevice }];
  });
}
