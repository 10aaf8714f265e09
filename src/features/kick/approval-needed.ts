import { millisecondsInMinute } from 'date-fns/constants';
import { subMilliseconds } from 'date-fns/subMilliseconds';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { PersonLookup } from '../../domain/channel.ts';
import type { Connection } from '../../domain/connection.ts';
import type { ExactTarget } from '../../domain/connection-search.ts';
import { directoryUserOf, isSameDirectoryUser } from '../../domain/directory-name.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { type ConnectionId, type Correlation, type PersonId, parseCorrelation } from '../../domain/ids.ts';
import type { SessionState } from '../../domain/kick.ts';
import { kickFromEntries } from '../../domain/kick-from-entries.ts';
import { isDirectoryUserListedIn, isListedIn } from '../../domain/listed-names.ts';
import { type PeopleRule, type Person, vpnNamesOf } from '../../domain/person.ts';
import { type SecondPersonNeed, secondPersonNeed } from '../../domain/second-person.ts';
import { bearsAny } from '../../domain/users.ts';
import { foldName, isSameName, nameOf } from '../../domain/vpn-name.ts';
import type { Situation } from '../../policy/decide.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { actAgeMs } from '../../ports/directory.ts';
import { namesOfSamePeople } from '../connections/names-of-same-people.ts';

/** What one person is about to terminate. */
export interface Intent {
  /** Undefined when nobody can tell who it is: then nothing can be counted. */
  readonly actor: PersonId | undefined;
  readonly person: PersonLookup<Person>;
  readonly connections: readonly Connection[];
  /** Whose connections are meant: names count also where nobody is on by them. */
  readonly target: ExactTarget;
  /** The request under way, where it has requested some already. */
  readonly correlation?: Correlation;
}

export function actorIn({ person }: Pick<Situation, 'person'>): Pick<Intent, 'actor' | 'person'> {
  return { actor: person.kind === 'found' ? person.person.id : undefined, person };
}

type CountContext = Pick<AppContext, 'rules' | 'log' | 'clock' | 'directory' | 'vpn'>;

/** More requests than this in ten minutes cannot be told apart: then a second person is needed. */
const mostRequests = 500;
/** More people than this are not looked up in Slack for one count: then a second person is needed as well. */
const mostLookedUp = 50;

/**
 * Says why this person needs a second one to end these sessions. Nobody needs one for their own; what they terminated
 * of the same target in the last ten minutes counts as well.
 *
 * @throws {Failure} `store_unavailable` when the record cannot tell.
 */
export async function approvalNeeded(
  app: CountContext,
  intent: Intent,
): Promise<SecondPersonNeed | undefined> {
  const others = othersIn(app, intent);
  const need = secondPersonNeed(app.rules, others);
  if (need !== undefined || others.length === 0) return need;

  return secondPersonNeed(app.rules, others, await countRecent(app, intent, others));
}

/**
 * Says the same beforehand, for the modal. Where the record cannot tell what was terminated before, the modal opens all
 * the same: at its submission nothing is done without the record.
 */
export async function foreseenNeed(
  app: CountContext & Pick<AppContext, 'diagnostics' | 'newCorrelation'>,
  intent: Intent,
): Promise<SecondPersonNeed | undefined> {
  try {
    return await approvalNeeded(app, intent);
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'count recent terminations', app.newCorrelation());
    return secondPersonNeed(app.rules, othersIn(app, intent));
  }
}

function othersIn(
  { rules }: Pick<AppContext, 'rules'>,
  { connections, person }: Intent,
): readonly Connection[] {
  return connections.filter((connection) => !isOwn(rules, person, connection));
}

async function countRecent(
  app: CountContext,
  { actor, target, correlation }: Intent,
  others: readonly Connection[],
): Promise<number> {
  const { log, clock, rules } = app;
  if (actor === undefined) return Number.POSITIVE_INFINITY;
  const since = subMilliseconds(clock.now(), recentKicksMs);
  const requests = await log.requestedBy(actor, since, mostRequests);
  if (requests.length >= mostRequests) return Number.POSITIVE_INFINITY;

  const users = await usersMeant(app, target, others, requests);
  if (users === undefined) return Number.POSITIVE_INFINITY;
  const counted = requests.filter(
    (entry) => isAloneOn(entry, users) || (correlation !== undefined && entry.correlation === correlation),
  );
  const earlier = new Set<ConnectionId>();
  for (const [text, entries] of Map.groupBy(counted, (entry) => entry.correlation)) {
    const kick = parseCorrelation(text);
    const told = kick === undefined ? entries : await log.ofRequest(kick);
    const seqs = new Set(entries.map(({ seq }) => seq));
    for (const terminated of terminatedBy(told, seqs, rules.endpoints)) {
      const ids = kick === correlation ? terminated.ids : await idsOf(app, terminated, users);
      for (const id of ids) earlier.add(id);
    }
  }
  for (const { id } of others) earlier.delete(id);
  return earlier.size;
}

/**
 * Those of a request that were of these names. Of a request for several people the record does not tell which were
 * whose, but EC2 lists ended connections for an hour; one that it does not list counts.
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
      !bearsAny(areDirectoryUsers ? { ...connection, isDirectoryUser: true } : connection, names);
    const others = seen.filter(isElse).map(({ id }) => id);
    return ids.filter((id) => !others.includes(id));
  } catch {
    // Not to know whose they were makes them no fewer.
    return ids;
  }
}

/**
 * The names that connections go by, and whatever else the same people are known by. Whose address a name is, nobody
 * can look up; so those are looked up whose listed names the requests have in them. Undefined where they are too many.
 */
async function usersMeant(
  app: CountContext,
  target: ExactTarget,
  connections: readonly Connection[],
  requests: readonly AuditEntry[],
): Promise<NamedUsers | undefined> {
  const areDirectoryUsers = connections.some(({ isDirectoryUser }) => isDirectoryUser);
  if (requests.length === 0) return { names: [], areDirectoryUsers };

  const goneBy = connections.map(nameOf).flatMap((name) => (name.kind === 'unnamed' ? [] : [name.text]));
  const own = [...new Set([...(target.kind === 'names' ? target.names : []), ...goneBy])];
  const names = [...own, ...(await namesOfSamePeople(app, own)).flat()];

  const people = peopleListedIn(requests.filter(isAlone), app.rules.people, areDirectoryUsers);
  if (people.length > mostLookedUp) return undefined;
  const lookups = await app.directory.lookUpAll(people, { maxAgeMs: actAgeMs });
  const earlier = people.map((id, index) =>
    namesIfMeant(app.rules, id, lookups[index], { names, areDirectoryUsers }),
  );
  return { names: [...names, ...earlier.flat()], areDirectoryUsers };
}

/** All names of a person, if one of them is meant. Of whom nobody can tell, it is taken to be so. */
function namesIfMeant(
  rules: AppContext['rules'],
  id: PersonId,
  lookup: PersonLookup<Person> | undefined,
  users: NamedUsers,
): readonly string[] {
  if (lookup?.kind !== 'found') return rules.people.map.get(id) ?? [];

  const names = vpnNamesOf(lookup.person, rules.people);
  return names.some((name) => isOneOf(name, users)) ? names : [];
}

/** What one person terminates of one target within this time counts together: splitting it up needs nobody less. */
const recentKicksMs = 10 * millisecondsInMinute;

/** Whom somebody is about to terminate connections of. */
interface NamedUsers {
  readonly names: readonly string[];
  /** Whether a directory knows them, in which one name is written in several ways. */
  readonly areDirectoryUsers: boolean;
}

/** Says whether a request was made on one person's word, and names one of these. */
function isAloneOn(entry: AuditEntry, users: NamedUsers): boolean {
  return isAlone(entry) && isOneListedIn(entry.target ?? '', users);
}

/** Says whether a request was made on one person's word. Approved ones had their second person. */
function isAlone({ detail }: AuditEntry): boolean {
  return !(detail?.includes('; approved by ') ?? false);
}

/** Says whether a name is one of theirs. */
function isOneOf(name: string, { names, areDirectoryUsers }: NamedUsers): boolean {
  return names.some((one) => isSameName(one, name) || (areDirectoryUsers && isSameDirectoryUser(one, name)));
}

/** The people for whom the operator lists a name that one of these requests has among its targets. */
function peopleListedIn(
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
interface Terminated {
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
function terminatedBy(
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
