import { millisecondsInMinute } from 'date-fns/constants';
import { subMilliseconds } from 'date-fns/subMilliseconds';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { PersonLookup } from '../../domain/channel.ts';
import type { Connection } from '../../domain/connection.ts';
import {
  directoryUserOf,
  isDirectoryUserListedIn,
  isListedIn,
  isSameDirectoryUser,
} from '../../domain/directory-name.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type ConnectionId, type Correlation, type PersonId, parseCorrelation } from '../../domain/ids.ts';
import { stateMeanings } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { listedNamesOf, type PeopleRule, type Person, vpnNamesOf } from '../../domain/person.ts';
import type { ExactTarget } from '../../domain/target.ts';
import { hasAnyName } from '../../domain/users.ts';
import { foldName, isSameName, nameOf } from '../../domain/vpn-name.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actAgeMs } from '../../ports/directory.ts';
import { namesOfSamePeople } from '../connections/resolve-target.ts';

/** Who is about to terminate connections, and whose. */
export interface TerminationIntent {
  /** Undefined when the actor cannot be identified; then nothing can be counted. */
  readonly actor: PersonId | undefined;
  /** Whose connections are targeted; names count even if no one is connected under them. */
  readonly target: ExactTarget;
  /** The current request, if it has already requested some terminations. */
  readonly correlation?: Correlation;
}

export type CountContext = Pick<AppContext, 'rules' | 'log' | 'clock' | 'directory' | 'vpn'>;

/** Terminations of one target within this time count together, so that splitting a kick does not avoid approval. */
const recentKicksMs = 10 * millisecondsInMinute;
/** More requests than this in ten minutes are not examined: a second person is needed. */
const maxRequests = 500;
/** More people than this are not looked up in Slack for one count: a second person is needed as well. */
const maxLookedUp = 50;

/**
 * Counts the other connections of the same target that the actor terminated alone in the last ten minutes; infinite if
 * there are too many to examine.
 *
 * @param others The connections of other people that the actor is about to terminate.
 * @throws {Failure} `store_unavailable` when the audit log cannot be read.
 */
export async function countRecentTerminations(
  app: CountContext,
  { actor, target, correlation }: TerminationIntent,
  others: readonly Connection[],
): Promise<number> {
  const { log, clock, rules } = app;
  if (actor === undefined) return Number.POSITIVE_INFINITY;
  const since = subMilliseconds(clock.now(), recentKicksMs);
  const requests = await log.requestedBy(actor, since, maxRequests);
  if (requests.length >= maxRequests) return Number.POSITIVE_INFINITY;

  const users = await usersMeant(app, target, others, requests);
  if (users === undefined) return Number.POSITIVE_INFINITY;
  const counted = requests.filter(
    (entry) => isAloneOn(entry, users) || (correlation !== undefined && entry.correlation === correlation),
  );
  const earlier = new Set<ConnectionId>();
  for (const [text, entries] of Map.groupBy(counted, (entry) => entry.correlation)) {
    const kick = parseCorrelation(text);
    const all = kick === undefined ? entries : await log.ofRequest(kick);
    const seqs = new Set(entries.map(({ seq }) => seq));
    for (const terminated of terminatedBy(all, seqs, rules.endpoints)) {
      const ids = kick === correlation ? terminated.ids : await idsOf(app, terminated, users);
      for (const id of ids) earlier.add(id);
    }
  }
  for (const { id } of others) earlier.delete(id);
  return earlier.size;
}

/**
 * Returns the connections of a request that belonged to these names. For a request with several people, the audit log
 * does not say which connection was whose, but EC2 lists ended connections for an hour. A connection that EC2 does
 * not list counts.
 */
async function idsOf(
  { vpn }: Pick<AppContext, 'vpn'>,
  { endpoint, ids, target }: Terminated,
  { names, areDirectoryUsers }: NamedUsers,
): Promise<readonly ConnectionId[]> {
  if (ids.length === 0 || names.some((name) => isSameName(name, target))) return ids;
  try {
    const seen = await vpn.connections(endpoint, { by: 'connection', ids });
    const isElse = (connection: Connection) =>
      !hasAnyName(areDirectoryUsers ? { ...connection, isDirectoryUser: true } : connection, names);
    const others = seen.filter(isElse).map(({ id }) => id);
    return ids.filter((id) => !others.includes(id));
  } catch {
    // If no one can tell whose connections they were, all of them count.
    return ids;
  }
}

/**
 * Returns the names on the connections and all other names of the same people. Slack cannot be searched for the person
 * behind a name, so this looks up the people whose configured names appear in the requests. Undefined if there are too
 * many of them.
 */
async function usersMeant(
  app: CountContext,
  target: ExactTarget,
  connections: readonly Connection[],
  requests: readonly AuditEntry[],
): Promise<NamedUsers | undefined> {
  const areDirectoryUsers = connections.some(({ isDirectoryUser }) => isDirectoryUser);
  if (requests.length === 0) return { names: [], areDirectoryUsers };

  const namesOnConnections = connections
    .map(nameOf)
    .flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  const targeted = [...new Set([...(target.kind === 'names' ? target.names : []), ...namesOnConnections])];
  const names = [...targeted, ...(await namesOfSamePeople(app, targeted)).flat()];

  const people = peopleListedIn(requests.filter(isAlone), app.rules.people, areDirectoryUsers);
  if (people.length > maxLookedUp) return undefined;
  const lookups = await app.directory.lookUpAll(people, { maxAgeMs: actAgeMs });
  const earlier = people.map((id, index) =>
    namesIfMeant(app.rules, id, lookups[index], { names, areDirectoryUsers }),
  );
  return { names: [...names, ...earlier.flat()], areDirectoryUsers };
}

/** Returns all names of a person if one of them is targeted. A person who cannot be looked up counts as targeted. */
function namesIfMeant(
  rules: AppContext['rules'],
  id: PersonId,
  lookup: PersonLookup<Person> | undefined,
  users: NamedUsers,
): readonly string[] {
  if (lookup?.kind !== 'found') return listedNamesOf(id, rules.people);

  const names = vpnNamesOf(lookup.person, rules.people);
  return names.some((name) => isOneOf(name, users)) ? names : [];
}

/** The users whose connections an actor is about to terminate. */
interface NamedUsers {
  readonly names: readonly string[];
  /** Whether they are directory users, whose names can be written in several ways. */
  readonly areDirectoryUsers: boolean;
}

/** Returns whether a request had no second person and names one of these users. */
function isAloneOn(entry: AuditEntry, users: NamedUsers): boolean {
  return isAlone(entry) && isOneListedIn(entry.target ?? '', users);
}

/** Returns whether a request was made without a second person; approved requests had one. */
function isAlone({ detail }: AuditEntry): boolean {
  return !(detail?.includes('; approved by ') ?? false);
}

/** Returns whether a name belongs to one of these users. */
function isOneOf(name: string, { names, areDirectoryUsers }: NamedUsers): boolean {
  return names.some((one) => isSameName(one, name) || (areDirectoryUsers && isSameDirectoryUser(one, name)));
}

/** Returns the people for whom a name that one of these requests targets is configured or claimed. */
function peopleListedIn(
  requests: readonly AuditEntry[],
  { map, claimed }: Pick<PeopleRule, 'map' | 'claimed'>,
  areDirectoryUsers: boolean,
): readonly PersonId[] {
  const targets = [...new Set(requests.map(({ target = '' }) => target))];
  const named = new Set(targets.flatMap((target) => target.split(', ')).map(foldName));
  const users = areDirectoryUsers ? new Set([...named].map(directoryUserOf)) : undefined;
  const isMeant = (name: string) =>
    named.has(foldName(name)) ||
    users?.has(directoryUserOf(name)) ||
    (name.includes(', ') && targets.some((target) => isListedIn(target, name)));
  const listed = [...map, ...(claimed?.of ?? [])];
  return [...new Set(listed.flatMap(([person, names]) => (names.some(isMeant) ? [person] : [])))];
}

function isOneListedIn(text: string, { names, areDirectoryUsers }: NamedUsers): boolean {
  return names.some(
    (name) => isListedIn(text, name) || (areDirectoryUsers && isDirectoryUserListedIn(text, name)),
  );
}

/** What one request terminated, or may have terminated, on one endpoint. */
interface Terminated {
  readonly endpoint: Endpoint;
  readonly ids: readonly ConnectionId[];
  /** The names of their users, as the request lists them. */
  readonly target: string;
}

/**
 * Finds what requests terminated or may have terminated, including what is still in progress.
 *
 * @param entries All audit entries of one kick.
 * @param requested The sequence numbers of the `requested` entries to consider.
 */
function terminatedBy(
  entries: readonly AuditEntry[],
  requested: ReadonlySet<number>,
  endpoints: readonly Endpoint[],
): readonly Terminated[] {
  const parts = kickFromEntries(entries, endpoints)?.parts ?? [];
  return parts.flatMap(({ endpoint, connections, entries: [request] }) => {
    if (request === undefined || !requested.has(request.seq)) return [];
    const touched = connections.filter(({ state }) => stateMeanings[state.kind].isTouched);
    return [{ endpoint, ids: touched.map(({ connection }) => connection.id), target: request.target ?? '' }];
  });
}
