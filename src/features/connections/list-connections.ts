import { asDirectoryUsers, type Connection, isLive } from '../../domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../domain/connection-list.ts';
import { inOrder, select, type Target } from '../../domain/connection-search.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import { type Endpoint, hasDirectory, knowsUsernames } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { spellingsOf } from '../../domain/vpn-name.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { mayTerminate } from '../../policy/may-terminate.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import type { Snapshot, VpnGateway } from '../../ports/vpn-gateway.ts';

/** What each endpoint returned for a target. They fail separately, so that an outage of one Region hides no other. */
export interface EndpointsRead {
  readonly found: readonly EndpointRead[];
  readonly unavailable: readonly UnavailableEndpoint[];
}

interface EndpointRead {
  readonly endpoint: Endpoint;
  /** The target's live connections, and if EC2 was asked for these alone, those that ended recently as well. */
  readonly connections: readonly Connection[];
  /** The complete list that they were picked from; undefined if EC2 was asked for these alone. */
  readonly list: Snapshot | undefined;
  readonly isDirectory: boolean;
}

/**
 * Looks up a target's current connections on all endpoints in parallel. Every action is decided by such a lookup, and
 * none by what was read before the request. For anything but connection ids, the endpoint is scanned: EC2's filter
 * matches one spelling of a name, and what it finds says nothing about the others.
 */
export async function readEndpoints(
  vpn: VpnGateway,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<EndpointsRead> {
  const looks = await Promise.all(
    endpoints.map((each) => orUnavailable(each, () => readOne(vpn, each, target))),
  );
  return {
    found: looks.filter((look) => 'connections' in look),
    unavailable: looks.filter((look) => 'code' in look),
  };
}

/** Turns a failed lookup into an unavailable endpoint with the failure's code. */
export async function orUnavailable<T>(
  endpoint: Endpoint,
  look: () => Promise<T>,
): Promise<T | UnavailableEndpoint> {
  try {
    return await look();
  } catch (error) {
    return { endpoint, code: failureFrom(error).code };
  }
}

async function readOne(vpn: VpnGateway, endpoint: Endpoint, target: Target): Promise<EndpointRead> {
  const signIn = signInOn(vpn, endpoint);
  if (target.kind === 'connections') {
    const connections = await connectionsById(vpn, endpoint, target);
    const { isDirectory } = await signIn;
    return {
      endpoint,
      connections: markDirectoryUsers(connections, isDirectory),
      list: undefined,
      isDirectory,
    };
  }

  const list = await vpn.scan(endpoint);
  const { isDirectory } = await signIn;
  return { endpoint, connections: livingIn(list, target, isDirectory), list, isDirectory };
}

/**
 * Finds the endpoints that have no associated network, among those whose complete list was read. No one can be
 * connected there.
 */
export function withoutNetwork(
  looks: readonly Pick<EndpointRead, 'endpoint' | 'list'>[],
): readonly Endpoint[] {
  return looks.filter(({ list }) => list?.isUnassociated).map(({ endpoint }) => endpoint);
}

/** A search by text only helps people to find the right name: no one reads more results. */
const mostByText = 100;

/** Picks a target's live connections from a complete list. */
function livingIn(list: Snapshot, target: Target, isDirectory: boolean): readonly Connection[] {
  const found = list.select(targetOn(target, isDirectory), 'live');
  return markDirectoryUsers(found.slice(0, target.kind === 'text' ? mostByText : undefined), isDirectory);
}

/** Adapts a target to an endpoint: if its users come from a directory, every way to write the names is included. */
export function targetOn(target: Target, isDirectory: boolean): Target {
  return isDirectory && target.kind === 'names' ? { ...target, isDirectory } : target;
}

/** Marks connections as those of directory users, if the endpoint's users come from a directory. */
export function markDirectoryUsers(
  connections: readonly Connection[],
  isDirectory: boolean,
): readonly Connection[] {
  return isDirectory ? asDirectoryUsers(connections) : connections;
}

/**
 * Asks EC2 for the target alone. The answer is quick but preliminary: EC2's filter matches only the spellings that it
 * is given.
 *
 * @returns Undefined if EC2's filters cannot find the target.
 */
export async function askForTarget(
  { vpn, snapshots }: Pick<ReadContext, 'vpn' | 'snapshots'>,
  endpoint: Endpoint,
  target: Target,
): Promise<readonly Connection[] | undefined> {
  const { hasUsernames, isDirectory } = await signInOn(vpn, endpoint);
  if (target.kind === 'connections')
    return markDirectoryUsers(await connectionsById(snapshots, endpoint, target), isDirectory);
  if (target.kind !== 'names' || !hasUsernames) return undefined;

  const usernames = usernamesAsked(target.names, isDirectory);
  const found = await connectionsByUsername(snapshots, endpoint, usernames);
  return found && markDirectoryUsers(select(found, targetOn(target, isDirectory)), isDirectory);
}

/**
 * Asks EC2 for some user names alone. AWS documents this filter for directories only; if AWS rejects it, the complete
 * list has to be read.
 *
 * @returns Undefined if AWS rejects the filter.
 */
export async function connectionsByUsername(
  vpn: Pick<VpnGateway, 'connections'>,
  endpoint: Endpoint,
  usernames: readonly string[],
): Promise<readonly Connection[] | undefined> {
  return vpn.connections(endpoint, { by: 'username', usernames }).catch((error: unknown) => {
    if (failureFrom(error).code === 'aws_rejected') return undefined;
    throw error;
  });
}

/** Returns the spellings of names to pass to EC2's filter. */
export function usernamesAsked(names: readonly string[], isDirectory: boolean): readonly string[] {
  const written = isDirectory ? [...names, ...names.map(directoryUserOf)] : names;
  return [...new Set(written.flatMap(spellingsOf))];
}

async function connectionsById(
  vpn: Pick<VpnGateway, 'connections'>,
  endpoint: Endpoint,
  target: Extract<Target, { kind: 'connections' }>,
): Promise<readonly Connection[]> {
  return select(await vpn.connections(endpoint, { by: 'connection', ids: target.ids }), target);
}

/** How people sign in on an endpoint, as far as it affects lookups. */
export interface SignIn {
  /** Whether every connection has a user name. */
  readonly hasUsernames: boolean;
  /** Whether the user names come from a directory. */
  readonly isDirectory: boolean;
}

/**
 * Finds how people sign in on an endpoint. Reading the complete list and comparing whole names is always correct, so an
 * endpoint that cannot be described is not searched by name, and none of its names matches another way to write it.
 */
export async function signInOn(vpn: VpnGateway, endpoint: Endpoint): Promise<SignIn> {
  try {
    const facts = await vpn.facts(endpoint);
    return { hasUsernames: knowsUsernames(facts), isDirectory: hasDirectory(facts) };
  } catch {
    return { hasUsernames: false, isDirectory: false };
  }
}

export async function isSearchableByUsername(vpn: VpnGateway, endpoint: Endpoint): Promise<boolean> {
  return (await signInOn(vpn, endpoint)).hasUsernames;
}

/** What actions are decided by: every connection of the target, as it is now. */
export interface ConnectionLists {
  readonly connections: readonly ListedConnection[];
  /** Endpoints that did not respond: nothing is known about their connections. */
  readonly unavailable: readonly UnavailableEndpoint[];
  /** The complete lists that were read. They have the connections of other names as well, as of the same time. */
  readonly lists: readonly EndpointList[];
}

export interface EndpointList extends Pick<EndpointRead, 'endpoint' | 'isDirectory'> {
  readonly list: Snapshot;
}

/** Looks up a target's current connections, each with whether the actor may terminate it from this channel. */
export async function listConnections(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<ConnectionLists> {
  const { found, unavailable } = await readEndpoints(app.vpn, endpoints, target);

  return {
    connections: listedFrom(app, access, found),
    unavailable,
    lists: listsOf(found),
  };
}

/** Returns the complete lists that a lookup has read. */
export function listsOf<T extends { readonly list: Snapshot | undefined }>(
  found: readonly T[],
): readonly (T & { readonly list: Snapshot })[] {
  return found.flatMap((look) => (look.list === undefined ? [] : [{ ...look, list: look.list }]));
}

/** Picks another target's live connections from lists that were already read. */
export function listConnectionsIn(
  app: Pick<AppContext, 'rules'>,
  access: AccessContext,
  lists: readonly EndpointList[],
  target: Target,
): readonly ListedConnection[] {
  const found = lists.map(({ endpoint, list, isDirectory }) => ({
    endpoint,
    connections: livingIn(list, target, isDirectory),
  }));
  return listedFrom(app, access, found);
}

function listedFrom(
  { rules }: Pick<AppContext, 'rules'>,
  access: AccessContext,
  found: readonly Pick<EndpointRead, 'endpoint' | 'connections'>[],
): readonly ListedConnection[] {
  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.map((connection) => ({
      connection,
      endpoint,
      mayEnd: isLive(connection) && mayTerminate(rules, access, endpoint, connection),
    })),
  );
  return inOrder(seen);
}
