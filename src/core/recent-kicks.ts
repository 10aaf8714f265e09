import { millisecondsInMinute } from 'date-fns/constants';
import type { AuditEntry } from './audit-entry.ts';
import { directoryUserOf, isSameDirectoryUser } from './directory-name.ts';
import type { Endpoint } from './endpoint.ts';
import type { ConnectionId, PersonId } from './ids.ts';
import type { SessionState } from './kick.ts';
import { kickFromEntries } from './kick-from-entries.ts';
import { isDirectoryUserListedIn, isListedIn } from './listed-names.ts';
import type { PeopleRule } from './person.ts';
import { foldName, isSameName } from './vpn-name.ts';

/** What one person terminates of one target within this time counts together: splitting it up needs nobody less. */
export const recentKicksMs = 10 * millisecondsInMinute;

/** Whom somebody is about to terminate connections of. */
export interface NamedUsers {
  readonly names: readonly string[];
  /** Whether a directory knows them, in which one name is written in several ways. */
  readonly areDirectoryUsers: boolean;
}

/** Says whether a request was made on one person's word, and names one of these. */
export function isAloneOn(entry: AuditEntry, users: NamedUsers): boolean {
  return isAlone(entry) && isOneListedIn(entry.target ?? '', users);
}

/** Says whether a request was made on one person's word. Approved ones had their second person. */
export function isAlone({ detail }: AuditEntry): boolean {
  return !(detail?.includes('; approved by ') ?? false);
}

/** Says whether a name is one of theirs. */
export function isOneOf(name: string, { names, areDirectoryUsers }: NamedUsers): boolean {
  return names.some((one) => isSameName(one, name) || (areDirectoryUsers && isSameDirectoryUser(one, name)));
}

/** The people for whom the operator lists a name that one of these requests has among its targets. */
export function peopleListedIn(
  requests: readonly AuditEntry[],
  { map }: Pick<PeopleRule, 'map'>,
  areDirectoryUsers: boolean,
): readonly PersonId[] {
  const targets = [...new Set(requests.map(({ target = '' }) => target))];
  const named = new Set(targets.flatMap((target) => target.split(', ')).map(foldName));
  const users = areDirectoryUsers ? new Set([...named].map(directoryUserOf)) : undefined;
  const isMeant = (name: string) =>
    named.has(foldName(name)) ||
    users?.has(directoryUserOf(name)) ||
    (name.includes(', ') && targets.some((target) => isListedIn(target, name)));
  return [...map].flatMap(([person, names]) => (names.some(isMeant) ? [person] : []));
}

function isOneListedIn(text: string, { names, areDirectoryUsers }: NamedUsers): boolean {
  return names.some(
    (name) => isListedIn(text, name) || (areDirectoryUsers && isDirectoryUserListedIn(text, name)),
  );
}

/** Where AWS was not asked to end a connection, or did not. */
const untouched: readonly SessionState['kind'][] = [
  'already_gone',
  'claimed',
  'failed',
  'not_ended',
  'abandoned',
  'stopped',
];

/** What one request on one endpoint terminated, or may have. */
export interface Terminated {
  readonly endpoint: Endpoint;
  readonly ids: readonly ConnectionId[];
  /** Whose connections they were, as the request lists them. */
  readonly target: string;
}

/**
 * Finds what requests terminated, or may have: what is still under way counts.
 *
 * @param entries All entries of one kick.
 * @param requested The numbers of the requests that are meant.
 */
export function terminatedBy(
  entries: readonly AuditEntry[],
  requested: ReadonlySet<number>,
  endpoints: readonly Endpoint[],
): readonly Terminated[] {
  const parts = kickFromEntries(entries, endpoints)?.parts ?? [];
  return parts.flatMap(({ endpoint, sessions, entries: [request] }) => {
    if (request === undefined || !requested.has(request.seq)) return [];
    const touched = sessions.filter(({ state }) => !untouched.includes(state.kind));
    return [{ endpoint, ids: touched.map(({ connection }) => connection.id), target: request.target ?? '' }];
  });
}
