import { closestTo } from '../../domain/closest.ts';
import type { Connection } from '../../domain/connection.ts';
import {
  type ConnectionPhase,
  inOrder,
  type ListedConnection,
  type PossibleMatches,
} from '../../domain/connection-list.ts';
import { type Endpoint, isCertificateOnly } from '../../domain/endpoint.ts';
import type { KickTargetRef } from '../../domain/target.ts';
import { peopleListedFor } from '../../domain/users.ts';
import { distinctNames, foldName, nameOf, namesOn } from '../../domain/vpn-name.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Snapshot } from '../../ports/vpn-gateway.ts';
import { type EndpointList, factsOrUnknown, listConnectionsIn, toListed } from './list-connections.ts';

/**
 * Finds connections that have none of these names but may belong to the same person.
 *
 * @param lists The endpoints' complete lists: what EC2 returns for one name says nothing about others.
 * @param endpoints The endpoints that were searched; the result includes those of them that have no user names.
 */
export async function possibleMatches(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  access: AccessContext,
  names: readonly string[],
  {
    lists,
    endpoints,
    phase = 'live',
  }: {
    readonly lists: readonly Pick<EndpointList, 'endpoint' | 'list'>[];
    readonly endpoints: readonly Endpoint[];
    /** Ended connections are only shown. */
    readonly phase?: ConnectionPhase;
  },
): Promise<PossibleMatches> {
  const factsOf = new Map(
    await Promise.all(
      endpoints.map(async (endpoint) => [endpoint, await factsOrUnknown(app.vpn, endpoint)] as const),
    ),
  );
  const certificateOnly = endpoints.filter((endpoint) => isCertificateOnly(factsOf.get(endpoint)));
  const connections = lists
    // Where people sign in with a user name, every connection has one.
    .filter(({ endpoint }) => factsOf.get(endpoint) === undefined || certificateOnly.includes(endpoint))
    .flatMap(({ endpoint, list }) =>
      matchesIn(app, names, list, phase).map((match) => toListed(app.rules, access, endpoint, match)),
    );
  return { connections: inOrder(connections, phase), certificateOnly };
}

function matchesIn(
  { rules }: Pick<AppContext, 'rules'>,
  names: readonly string[],
  list: Snapshot,
  phase: ConnectionPhase,
): readonly Connection[] {
  const text = searchTextFor(names);
  const found = list.select(text === undefined ? { kind: 'everyone' } : { kind: 'text', text }, phase);
  return (
    found
      .slice()
      .filter(possibleMatcher(names))
      // The owner of a certificate that is listed for someone is known.
      .filter(({ commonName = '' }) => peopleListedFor(rules.people, commonName).length === 0)
  );
}

/**
 * Returns a test for whether a connection may be the person's although it bears none of their names: `joanna-laptop`
 * may be `joanna@example.com`'s. A connection with a user name is that user's, and `joanna` never matches `anna`. Make
 * the test once for a whole list, which may have a hundred thousand connections.
 */
export function possibleMatcher(
  names: readonly string[],
): (connection: Pick<Connection, 'username' | 'commonName'>) => boolean {
  const own = new Set(names.map(foldName));
  const wanted = names.map((name) => wordsOf(localPartOf(name))).filter((words) => words.length > 0);
  const byFirstWord = Map.groupBy(wanted, ([first]) => first);

  return ({ username, commonName }) => {
    if (username || !commonName || own.has(foldName(commonName))) return false;
    const words = wordsOf(commonName);
    return words.some((word, start) =>
      byFirstWord.get(word)?.some((those) => those.every((one, offset) => words[start + offset] === one)),
    );
  };
}

/** The text that occurs in every name that {@link possibleMatcher} accepts; undefined if there is no such text. */
export function searchTextFor(names: readonly string[]): string | undefined {
  const [name, ...others] = new Set(names.map((each) => wordsOf(localPartOf(each)).join(' ')));
  return others.length > 0 ? undefined : name?.split(' ').toSorted((a, b) => b.length - a.length)[0];
}

/** `anna` for `anna@corp.example` and for `CORP\anna`. */
function localPartOf(name: string): string {
  return name.replace(/^.*\\/s, '').replace(/(.)@[^@]*$/s, '$1');
}

function wordsOf(name: string): readonly string[] {
  return foldName(name)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter((word) => word !== '');
}

/**
 * Finds names that start with the requested one and a space: `Bob Baker` for `Bob`.
 *
 * @param mayLearnOf Whether the actor may know of a connection in this channel.
 */
export function longerNames(
  app: Pick<AppContext, 'rules'>,
  access: AccessContext,
  lists: readonly EndpointList[],
  targetRef: KickTargetRef,
  mayLearnOf: (listed: ListedConnection) => boolean,
): readonly string[] {
  if (targetRef.kind !== 'name') return [];

  const start = `${foldName(targetRef.name)} `;
  const connections = listConnectionsIn(app, access, lists, { kind: 'text', text: targetRef.name });
  const names = connections.filter(mayLearnOf).flatMap(({ connection }) => namesOn(connection));
  return distinctNames(names.filter((name) => foldName(name).startsWith(start)));
}

/** Comparing a name takes some microseconds, and names such as `user12345` can all start alike. */
const maxCompared = 5_000;

/**
 * Finds the connections under the name that the typed one is most likely a typo of, if the actor may terminate them.
 * Only names that start with the same two characters are compared.
 */
export function connectionsOfTypo(
  { rules }: Pick<AppContext, 'rules'>,
  access: AccessContext,
  lists: readonly Pick<EndpointList, 'endpoint' | 'list'>[],
  targetRef: KickTargetRef,
): readonly ListedConnection[] {
  if (targetRef.kind !== 'name') return [];

  const typed = foldName(targetRef.name);
  const start = typed.slice(0, 2);
  const comparable = (connection: Connection) => {
    const name = nameOf(connection);
    const folded = name.kind === 'unnamed' ? '' : foldName(name.text);
    return typed.includes('@') ? folded : localPartOf(folded);
  };
  const candidates = lists.flatMap(({ endpoint, list }) =>
    list
      .select({ kind: 'text', text: start }, 'live')
      .slice()
      .map((connection) => ({ connection, endpoint, name: comparable(connection) }))
      .filter(({ name }) => name.startsWith(start)),
  );
  const names = [...new Set(candidates.map(({ name }) => name))];
  const closest = names.length > maxCompared ? undefined : closestTo(typed, names);
  const connections = candidates
    .filter(({ name }) => name === closest)
    .map(({ connection, endpoint }) => toListed(rules, access, endpoint, connection));
  // Someone who may not terminate a connection must not learn that it exists.
  return inOrder(connections.filter(({ mayTerminate }) => mayTerminate));
}
