import { namesInRequest } from '../../domain/approval.ts';
import { type AuditEntry, type AuditLogPage, type FoundEntry, seqOf } from '../../domain/audit-entry.ts';
import { isDirectoryUserListedIn, isListedIn, isSameDirectoryUser } from '../../domain/directory-name.ts';
import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import type { EndpointId, PersonId } from '../../domain/ids.ts';
import { vpnNamesOf } from '../../domain/person.ts';
import { type EndpointLimit, endpointLimitOf } from '../../domain/rules.ts';
import type { SingleTargetRef } from '../../domain/target.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { type AuthorizeContext, loadAccess, type Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { endpointsWhere } from '../connections/list-connections.ts';
import { withinLimit } from './limit-entry.ts';

export interface AuditRequest {
  readonly requester: Requester;
  readonly targetRef: SingleTargetRef;
  /** Starts at 0. */
  readonly page: number;
  /** The newest entry to read; undefined for the latest in the log. */
  readonly upTo: number | undefined;
}

type AuditResult =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | { readonly kind: 'read'; readonly page: AuditLogPage };

const auditPageSize = 10;

/** Someone is waiting and must get an answer within three seconds. The answer says how to look further back. */
const patienceMs = 2_000;

interface AuditContext extends AuthorizeContext, Pick<AppContext, 'clock' | 'vpn'> {
  readonly log: Pick<AuditLog, 'newestFirst' | 'ofRequest'>;
}

/**
 * Reads the audit log from its newest entry back, for a channel with the `audit` grant: only as far as one page needs.
 */
export async function searchAuditLog(app: AuditContext, request: AuditRequest): Promise<AuditResult> {
  const decision = authorize(app.rules, await loadAccess(app, request.requester), 'audit');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const limit = endpointLimitOf(app.rules, request.requester.channel);
  const query = await queryFor(app, request.targetRef, limit?.endpoints ?? app.rules.endpoints);
  const found = await search(app, query, limit, request);
  const isNameless = query.kind === 'person' && query.names.length === 0;
  const limitedTo = limit?.endpoints.map(({ name }) => name);
  return { kind: 'read', page: { ...found, page: request.page, isNameless, limitedTo } };
}

/** This also works for people whom Slack can no longer verify: their actions are found by their id. */
async function queryFor(
  app: AuditContext,
  targetRef: SingleTargetRef,
  endpoints: readonly Endpoint[],
): Promise<EntryQuery> {
  const { directory, rules } = app;
  switch (targetRef.kind) {
    case 'everyone':
      return { kind: 'everything' };
    case 'person': {
      const lookup = await directory.person(targetRef.person);
      const names =
        lookup.kind === 'found'
          ? vpnNamesOf(lookup.person, rules.people)
          : rules.people.map.get(targetRef.person);
      const directories = (await endpointsWhere(app, endpoints, hasDirectory)).map(({ id }) => id);
      return { kind: 'person', id: targetRef.person, names: names ?? [], directories };
    }
    case 'text':
      return targetRef;
    case 'name':
      return { kind: 'text', text: targetRef.name };
    case 'connection':
      return { kind: 'text', text: targetRef.connection };
  }
}

/**
 * Reads the log once and keeps the entries of one page; the pages before it are read again. An entry that a limited
 * channel may not read counts neither for a page nor for the number at which the pages begin. An unreadable entry is
 * always shown: it may be the one that someone is looking for.
 */
async function search(
  { log, clock }: AuditContext,
  query: EntryQuery,
  limit: EndpointLimit | undefined,
  { page, upTo }: AuditRequest,
): Promise<Pick<AuditLogPage, 'entries' | 'hasMore' | 'upTo' | 'cutAt'>> {
  const deadline = clock.elapsedMs() + patienceMs;
  const entries: FoundEntry[] = [];
  let newest = upTo;
  let toSkip = page * auditPageSize;

  for await (const found of log.newestFirst(upTo)) {
    const seq = seqOf(found);
    const isWanted = found.kind === 'unreadable' || isAskedFor(found.entry, query);
    const shown = isWanted ? await withinLimit(log, found, limit) : undefined;
    if (limit === undefined || shown !== undefined) newest ??= seq;
    if (shown !== undefined) {
      if (entries.length === auditPageSize)
        return { entries, hasMore: true, upTo: newest ?? seq, cutAt: undefined };
      if (toSkip > 0) toSkip -= 1;
      else entries.push(shown);
    }
    if (clock.elapsedMs() > deadline && seq > 1)
      return { entries, hasMore: false, upTo: newest ?? 0, cutAt: seq };
  }
  return { entries, hasMore: false, upTo: newest ?? 0, cutAt: undefined };
}

/** Which entries of the audit log someone asks for. */
type EntryQuery =
  | { readonly kind: 'everything' }
  /** Any text in an entry, ignoring case; a number also matches an entry's number. */
  | { readonly kind: 'text'; readonly text: string }
  /** A person's actions, and actions on them under their VPN names. */
  | {
      readonly kind: 'person';
      readonly id: PersonId;
      readonly names: readonly string[];
      /** Endpoints whose users are a directory's, so that one name can be written in several ways. */
      readonly directories: readonly EndpointId[];
    };

export function isAskedFor(entry: AuditEntry, query: EntryQuery): boolean {
  switch (query.kind) {
    case 'everything':
      return true;
    case 'text':
      return (
        query.text.replace(/^#/, '') === String(entry.seq) ||
        wordsOf(entry).some((words = '') => foldName(words).includes(foldName(query.text)))
      );
    case 'person':
      return entry.actor.id === query.id || isAbout(entry, query);
  }
}

function wordsOf(entry: AuditEntry): readonly (string | undefined)[] {
  const { actor, channel, endpoint, target, reason, connections = [] } = entry;
  return [
    namesOf(entry),
    ...[entry.kind, entry.correlation, entry.awsRequestId, target, reason],
    ...[actor.id, actor.name, channel?.id, channel?.name, endpoint?.id, endpoint?.name],
    ...connections.map(({ id }) => id),
  ];
}

/** A request for a second person lists several names besides its target. */
function namesOf(entry: AuditEntry): string {
  return entry.kind === 'approval-requested' ? namesInRequest(entry) : (entry.target ?? '');
}

/** The end of a shortened list of names, as `namesText` writes it. */
const andMore = / and \d+ more$/;

/**
 * A target is one name, or several separated by commas. A refused action on a person has the person's id as its
 * target.
 */
function isAbout(
  entry: AuditEntry,
  { id, names, directories }: Extract<EntryQuery, { kind: 'person' }>,
): boolean {
  const { target = '' } = entry;
  if (target === id || target.endsWith(`(${id})`)) return true;

  const listed = namesOf(entry).replace(andMore, '');
  // An entry without an endpoint is about several endpoints.
  const isOfDirectory =
    entry.endpoint === undefined
      ? directories.length > 0
      : directories.some((directory) => directory === entry.endpoint?.id);
  const isListedAs = isOfDirectory ? isDirectoryUserListedIn : isListedWithDomain;
  return names.some((name) => name !== '' && (isListedIn(listed, name) || isListedAs(listed, name)));
}

/**
 * An entry does not say whether its users were a directory's, but only directories have names with a domain and a
 * backslash.
 */
function isListedWithDomain(listed: string, name: string): boolean {
  const parts = listed.split(', ').filter((part) => part.includes('\\'));
  return parts.some((part) => isSameDirectoryUser(part, name));
}
