import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { type AuditEntry, type FoundEntry, seqOf } from '../../domain/audit-entry.ts';
import { entryKindsOf, sinceDate } from '../../domain/audit-filter.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { type Correlation, type PersonId, parseCorrelation } from '../../domain/ids.ts';
import type { EntryThread } from '../../domain/kick-from-entries.ts';
import { listedNamesOf, vpnNamesOf } from '../../domain/person.ts';
import { type EndpointLimit, endpointLimitOf } from '../../domain/rules.ts';
import type { SingleTargetRef } from '../../domain/target.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { type AuthorizeContext, loadAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { endpointsWhere } from '../connections/list-connections.ts';
import { type EntryQuery, isAskedFor, type PartyQuery } from './entry-query.ts';
import { withinLimit } from './limit-entry.ts';
import type { AuditPageState } from './payloads.ts';

export interface AuditRequest extends AuditPageState {
  readonly requester: Requester;
}

/** One page of the actions that someone asked for, newest first. */
export interface AuditLogPage {
  readonly acts: readonly FoundAct[];
  /** Starts at 0. */
  readonly page: number;
  readonly hasMore: boolean;
  /** The newest entry, at which the pages begin, so that new entries do not shift them. */
  readonly upTo: number;
  /** The entry at which the search stopped because its time ran out before the page was full. */
  readonly cutAt: number | undefined;
  /** Whether actions on the person may be missing, because their VPN names are unknown. */
  readonly isNameless: boolean;
  /** The names of the endpoints that the channel is limited to; undefined if it can read the whole audit log. */
  readonly limitedTo: readonly string[] | undefined;
}

/** One action: all of its entries that the channel may read, in order. An entry that cannot be read is by itself. */
export type FoundAct =
  | { readonly kind: 'act'; readonly entries: EntryThread }
  | { readonly kind: 'unreadable'; readonly seq: number };

type AuditResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | { readonly kind: 'read'; readonly page: AuditLogPage };

const actsPerPage = 10;

/** Someone is waiting and must get an answer within three seconds. The answer says how to look further back. */
const patienceMs = 2_000;

export interface AuditContext extends AuthorizeContext, Pick<AppContext, 'clock' | 'vpn'> {
  readonly log: Pick<AuditLog, 'newestFirst' | 'ofRequest'>;
}

/**
 * Reads the audit log from its newest entry back, for a channel with the `audit` grant: only as far as one page needs.
 */
export async function searchAuditLog(app: AuditContext, request: AuditRequest): Promise<AuditResult> {
  const decision = authorize(app.rules, await loadAccess(app, request.requester), 'audit');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const limit = endpointLimitOf(app.rules, request.requester.channel);
  const query = await queryFor(app, request, limit?.endpoints ?? app.rules.endpoints);
  const found = await search(app, query, limit, request);
  const isNameless = query.parties.some(({ kind, names }) => kind !== 'by' && names.length === 0);
  const limitedTo = limit?.endpoints.map(({ name }) => name);
  return { kind: 'read', page: { ...found, page: request.page, isNameless, limitedTo } };
}

export async function queryFor(
  app: Omit<AuditContext, 'log'>,
  { targetRef, filters = {} }: Pick<AuditPageState, 'targetRef' | 'filters'>,
  endpoints: readonly Endpoint[],
): Promise<EntryQuery> {
  const { by, about, since, kind } = filters;
  const wanted = [
    ['by_or_about', targetRef],
    ['by', by],
    ['about', about],
  ] as const;
  const parties = wanted.flatMap(([role, ref]) =>
    ref?.kind === 'person' ? [partyQuery(app, role, ref.person, endpoints)] : [],
  );
  const text = textOf(targetRef);
  return {
    parties: await Promise.all(parties),
    ...(by?.kind === 'name' && { actorName: by.name }),
    ...(about?.kind === 'name' && { aboutName: about.name }),
    ...(text !== undefined && { text }),
    ...(since !== undefined && { since: sinceDate(since, app.clock.now()) }),
    ...(kind !== undefined && { kinds: entryKindsOf(kind) }),
  };
}

/** This also works for people whom Slack can no longer verify: their actions are found by their id. */
async function partyQuery(
  app: Omit<AuditContext, 'log'>,
  kind: PartyQuery['kind'],
  id: PersonId,
  endpoints: readonly Endpoint[],
): Promise<PartyQuery> {
  const { directory, rules } = app;
  const lookup = await directory.person(id);
  const names =
    lookup.kind === 'found' ? vpnNamesOf(lookup.person, rules.people) : listedNamesOf(id, rules.people);
  const directories = (await endpointsWhere(app, endpoints, hasDirectory)).map((endpoint) => endpoint.id);
  return { kind, id, names, directories };
}

function textOf(targetRef: SingleTargetRef): string | undefined {
  switch (targetRef.kind) {
    case 'text':
      return targetRef.text;
    case 'name':
      return targetRef.name;
    case 'connection':
      return targetRef.connection;
    default:
      return undefined;
  }
}

/**
 * Reads the log once and keeps the actions of one page; the pages before it are read again. An action is where its
 * newest entry is that was asked for. An entry that a limited channel may not read counts neither for a page nor for
 * the number at which the pages begin. An unreadable entry is always shown: it may be the one that someone is looking
 * for.
 */
async function search(
  { log, clock }: Pick<AuditContext, 'log' | 'clock'>,
  query: EntryQuery,
  limit: EndpointLimit | undefined,
  { page, upTo }: Pick<AuditRequest, 'page' | 'upTo'>,
): Promise<Pick<AuditLogPage, 'acts' | 'hasMore' | 'upTo' | 'cutAt'>> {
  const deadline = clock.elapsedMs() + patienceMs;
  const acts: FoundAct[] = [];
  const shownRequests = new Set<string>();
  let newest = upTo;
  let toSkip = page * actsPerPage;

  async function add(found: FoundEntry): Promise<void> {
    if (found.kind === 'readable') shownRequests.add(found.entry.correlation);
    if (toSkip > 0) toSkip -= 1;
    else acts.push(found.kind === 'readable' ? await actOf(log, found.entry, limit) : found);
  }

  const numbered = await entryNumbered(log, query, limit, upTo);
  if (numbered !== undefined) await add(numbered);
  for await (const found of log.newestFirst(upTo)) {
    const seq = seqOf(found);
    if (isTooOld(found, query)) break;
    const isWanted = found.kind === 'unreadable' || isAskedFor(found.entry, query);
    const shown = isWanted ? await withinLimit(log, found, limit) : undefined;
    if (limit === undefined || shown !== undefined) newest ??= seq;
    const isNew =
      shown?.kind === 'readable' ? !shownRequests.has(shown.entry.correlation) : seq !== seqOfFound(numbered);
    if (shown !== undefined && isNew) {
      if (acts.length === actsPerPage) return { acts, hasMore: true, upTo: newest ?? seq, cutAt: undefined };
      await add(shown);
    }
    if (clock.elapsedMs() > deadline && seq > 1)
      return { acts, hasMore: false, upTo: newest ?? 0, cutAt: seq };
  }
  return { acts, hasMore: false, upTo: newest ?? 0, cutAt: undefined };
}

/** The entry with the number that was searched for, which comes first. */
async function entryNumbered(
  log: AuditContext['log'],
  query: EntryQuery,
  limit: EndpointLimit | undefined,
  upTo: number | undefined,
): Promise<FoundEntry | undefined> {
  const number = Number(/^#?([1-9]\d{0,14})$/.exec(query.text ?? '')?.[1]);
  if (!Number.isSafeInteger(number) || (upTo !== undefined && number > upTo)) return undefined;
  for await (const found of log.newestFirst(number)) {
    const isIt = seqOf(found) === number && (found.kind === 'unreadable' || isAskedFor(found.entry, query));
    return isIt ? withinLimit(log, found, limit) : undefined;
  }
  return undefined;
}

function seqOfFound(found: FoundEntry | undefined): number | undefined {
  return found && seqOf(found);
}

/** The clock may have been set back between two entries. */
const clockToleranceMs = hoursToMilliseconds(1);

export function isTooOld(found: FoundEntry, { since }: EntryQuery): boolean {
  return (
    since !== undefined &&
    found.kind === 'readable' &&
    Date.parse(found.entry.at) < since.getTime() - clockToleranceMs
  );
}

/** Returns the action that an entry belongs to, as the channel may read it. */
async function actOf(
  log: AuditContext['log'],
  entry: AuditEntry,
  limit: EndpointLimit | undefined,
): Promise<FoundAct> {
  const correlation = parseCorrelation(entry.correlation);
  const [first, ...others] = correlation === undefined ? [] : await readableOf(log, correlation, limit);
  return { kind: 'act', entries: first === undefined ? [entry] : [first, ...others] };
}

async function readableOf(
  log: AuditContext['log'],
  correlation: Correlation,
  limit: EndpointLimit | undefined,
): Promise<readonly AuditEntry[]> {
  const readable: AuditEntry[] = [];
  for (const entry of await entriesOf(log, correlation)) {
    const shown = await withinLimit(log, { kind: 'readable', entry }, limit);
    if (shown?.kind === 'readable') readable.push(shown.entry);
  }
  return readable;
}

/** If another entry of the request is corrupted, the one that was found is shown alone. */
async function entriesOf(log: AuditContext['log'], correlation: Correlation): Promise<readonly AuditEntry[]> {
  try {
    return await log.ofRequest(correlation);
  } catch {
    return [];
  }
}

/** The entries of one action, some of them at a time. */
export interface ActDetails {
  readonly act: EntryThread;
  readonly entries: readonly AuditEntry[];
  /** Starts at 0. */
  readonly page: number;
  readonly hasMore: boolean;
  readonly limitedTo: readonly string[] | undefined;
}

type ActDetailsResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  /** The channel may read none of its entries, or there are none. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'read'; readonly details: ActDetails };

const entriesPerPage = 5;

/** Reads the entries of one action, for a channel with the `audit` grant: those that the channel may read. */
export async function readAct(
  app: AuditContext,
  { requester, correlation, page }: { requester: Requester; correlation: Correlation; page: number },
): Promise<ActDetailsResult> {
  const decision = authorize(app.rules, await loadAccess(app, requester), 'audit');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const limit = endpointLimitOf(app.rules, requester.channel);
  const [first, ...others] = await readableOf(app.log, correlation, limit);
  if (first === undefined) return { kind: 'unknown' };
  const act: EntryThread = [first, ...others];
  const from = page * entriesPerPage;
  const entries = act.slice(from, from + entriesPerPage);
  const limitedTo = limit?.endpoints.map(({ name }) => name);
  return {
    kind: 'read',
    details: { act, entries, page, hasMore: act.length > from + entriesPerPage, limitedTo },
  };
}
