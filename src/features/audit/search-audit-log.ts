import { type FoundEntry, type RecordPage, seqOf } from '../../domain/audit-page.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { vpnNamesOf } from '../../domain/person.ts';
import { type EndpointLimit, endpointLimitOf } from '../../domain/rules.ts';
import type { OneWhom } from '../../domain/target.ts';
import { type Asker, type AuthorizeContext, loadSituation } from '../../policy/authorize.ts';
import { authorize, type Denial } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { directoriesAmong } from '../connections/directories-among.ts';
import { type EntryQuery, isAskedFor } from './entry-search.ts';
import { entryWithinLimit } from './entry-within-limit.ts';

export interface AuditRequest {
  readonly asker: Asker;
  readonly whom: OneWhom;
  /** Starts at 0. */
  readonly page: number;
  /** The newest entry to read; undefined for the latest in the log. */
  readonly upTo: number | undefined;
}

export type AuditResult =
  | { readonly kind: 'refused'; readonly refusal: Denial }
  | { readonly kind: 'read'; readonly page: RecordPage };

export const recordPageSize = 10;

/** Someone is waiting and must get an answer within three seconds. The answer says how to look further back. */
const patienceMs = 2_000;

interface AuditContext extends AuthorizeContext, Pick<AppContext, 'clock' | 'vpn'> {
  readonly log: Pick<AuditLog, 'newestFirst' | 'ofRequest'>;
}

/**
 * Reads the audit log from its newest entry back, for a channel with the `audit` grant: only as far as one page needs.
 */
export async function audit(app: AuditContext, request: AuditRequest): Promise<AuditResult> {
  const decision = authorize(app.rules, await loadSituation(app, request.asker), 'audit');
  if (!decision.allowed) return { kind: 'refused', refusal: decision };

  const limit = endpointLimitOf(app.rules, request.asker.channel);
  const query = await queryFor(app, request.whom, limit?.endpoints ?? app.rules.endpoints);
  const found = await search(app, query, limit, request);
  const isNameless = query.kind === 'person' && query.names.length === 0;
  const limitedTo = limit?.endpoints.map(({ name }) => name);
  return { kind: 'read', page: { ...found, page: request.page, isNameless, limitedTo } };
}

/** This also works for people whom Slack can no longer verify: their actions are found by their id. */
async function queryFor(
  app: AuditContext,
  whom: OneWhom,
  endpoints: readonly Endpoint[],
): Promise<EntryQuery> {
  const { directory, rules } = app;
  switch (whom.kind) {
    case 'everyone':
      return { kind: 'everything' };
    case 'person': {
      const lookup = await directory.person(whom.person);
      const names =
        lookup.kind === 'found' ? vpnNamesOf(lookup.person, rules.people) : rules.people.map.get(whom.person);
      const directories = (await directoriesAmong(app, endpoints)).map(({ id }) => id);
      return { kind: 'person', id: whom.person, names: names ?? [], directories };
    }
    case 'text':
      return whom;
    case 'name':
      return { kind: 'text', text: whom.name };
    case 'connection':
      return { kind: 'text', text: whom.connection };
  }
}

/**
 * Reads the log once and keeps the entries of one page; the pages before it are read again. An entry that a limited
 * channel may not read counts neither for a page nor for the number at which the pages begin.
 */
async function search(
  { log, clock }: AuditContext,
  query: EntryQuery,
  limit: EndpointLimit | undefined,
  { page, upTo }: AuditRequest,
): Promise<Pick<RecordPage, 'entries' | 'hasMore' | 'upTo' | 'cutAt'>> {
  const deadline = clock.elapsedMs() + patienceMs;
  const entries: FoundEntry[] = [];
  let newest = upTo;
  let toSkip = page * recordPageSize;

  for await (const found of log.newestFirst(upTo)) {
    const seq = seqOf(found);
    const shown = isWanted(found, query) ? await withinLimit(log, found, limit) : undefined;
    if (limit === undefined || shown !== undefined) newest ??= seq;
    if (shown !== undefined) {
      if (entries.length === recordPageSize)
        return { entries, hasMore: true, upTo: newest ?? seq, cutAt: undefined };
      if (toSkip > 0) toSkip -= 1;
      else entries.push(shown);
    }
    if (clock.elapsedMs() > deadline && seq > 1)
      return { entries, hasMore: false, upTo: newest ?? 0, cutAt: seq };
  }
  return { entries, hasMore: false, upTo: newest ?? 0, cutAt: undefined };
}

async function withinLimit(
  log: AuditContext['log'],
  found: FoundEntry,
  limit: EndpointLimit | undefined,
): Promise<FoundEntry | undefined> {
  if (limit === undefined || found.kind === 'unreadable') return found;
  const entry = await entryWithinLimit(log, found.entry, limit);
  return entry && { kind: 'readable', entry };
}

/** An unreadable entry may be the one that someone is looking for. */
function isWanted(found: FoundEntry, query: EntryQuery): boolean {
  return found.kind === 'unreadable' || isAskedFor(found.entry, query);
}
