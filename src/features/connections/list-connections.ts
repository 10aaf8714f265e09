import { type Connection, isLive, markDirectoryUsers } from '../../domain/connection.ts';
import { inOrder, type ListedConnection, type UnavailableEndpoint } from '../../domain/connection-list.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import { type Endpoint, type EndpointFacts, hasDirectory } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Rules } from '../../domain/rules.ts';
import { select, type Target } from '../../domain/target.ts';
import { spellingsOf } from '../../domain/vpn-name.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import { isTerminationAllowed } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Snapshot, VpnGateway } from '../../ports/vpn-gateway.ts';

/** What actions are decided by: every connection of the target, as it is now. */
interface CurrentConnections {
  readonly connections: readonly ListedConnection[];
  /** Endpoints that did not respond: nothing is known about their connections. */
  readonly unavailable: readonly UnavailableEndpoint[];
  /** The complete lists that were read. They have the connections of other names as well, as of the same time. */
  readonly lists: readonly EndpointList[];
}

/** Looks up a target's current connections, each with whether the actor may terminate it from this channel. */
export async function listConnections(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  access: AccessContext,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<CurrentConnections> {
  const { found, unavailable } = await readEndpoints(app.vpn, endpoints, target);
  return { connections: listedFrom(app, access, found), unavailable, lists: listsOf(found) };
}

/** Picks another target's live connections from lists that were already read. */
export function listConnectionsIn(
  app: Pick<AppContext, 'rules'>,
  access: AccessContext,
  lists: readonly EndpointList[],
  target: Target,
): readonly ListedConnection[] {
  const found = lists.map((read) => ({
    ...read,
    connections: selectLive(read.list, target, read.isDirectory),
  }));
  return listedFrom(app, access, found);
}

function listedFrom(
  { rules }: Pick<AppContext, 'rules'>,
  access: AccessContext,
  found: readonly Pick<EndpointRead, 'endpoint' | 'connections'>[],
): readonly ListedConnection[] {
  return inOrder(
    found.flatMap(({ endpoint, connections }) =>
      connections.map((connection) => toListed(rules, access, endpoint, connection)),
    ),
  );
}

/** Adds whether the actor may terminate a connection from this channel. */
export function toListed(
  rules: Rules,
  access: AccessContext,
  endpoint: Endpoint,
  connection: Connection,
): ListedConnection {
  const mayTerminate = isLive(connection) && isTerminationAllowed(rules, access, endpoint, connection);
  return { connection, endpoint, mayTerminate };
}

/** What one endpoint returned for a target. */
interface EndpointRead {
  readonly endpoint: Endpoint;
  /** The target's live connections, and if EC2 was asked for these alone, those that ended recently as well. */
  readonly connections: readonly Connection[];
  /** The complete list that they were picked from; undefined if EC2 was asked for these alone. */
  readonly list: Snapshot | undefined;
  readonly isDirectory: boolean;
}

/** The complete list of an endpoint, and whether its users come from a directory. */
export interface EndpointList extends Pick<EndpointRead, 'endpoint' | 'isDirectory'> {
  readonly list: Snapshot;
}

/**
 * Looks up a target's current connections on all endpoints in parallel. Every action is decided by such a lookup, and
 * none by what was read before the request. For anything but connection ids, the endpoint is scanned: EC2's filter
 * matches one spelling of a name, and what it finds says nothing about the others.
 */
export async function readEndpoints(vpn: VpnGateway, endpoints: readonly Endpoint[], target: Target) {
  const reads = endpoints.map((each) => orUnavailable(each, () => readOne(vpn, each, target)));
  const results = await Promise.all(reads);
  return {
    found: results.filter((result) => 'connections' in result),
    unavailable: results.filter((result) => 'code' in result),
  };
}

/** Turns a failed lookup into an unavailable endpoint, so that an outage of one Region hides no other. */
export async function orUnavailable<T>(
  endpoint: Endpoint,
  lookUp: () => Promise<T>,
): Promise<T | UnavailableEndpoint> {
  try {
    return await lookUp();
  } catch (error) {
    return { endpoint, code: failureFrom(error).code };
  }
}

async function readOne(vpn: VpnGateway, endpoint: Endpoint, target: Target): Promise<EndpointRead> {
  const facts = factsOrUnknown(vpn, endpoint);
  if (target.kind === 'connections') {
    const found = select(await vpn.connections(endpoint, { by: 'connection', ids: target.ids }), target);
    const isDirectory = hasDirectory(await facts);
    return { endpoint, connections: markDirectoryUsers(found, isDirectory), list: undefined, isDirectory };
  }

  const list = await vpn.scan(endpoint);
  const isDirectory = hasDirectory(await facts);
  return { endpoint, connections: selectLive(list, target, isDirectory), list, isDirectory };
}

/** A search by text only helps people to find the right name: no one reads more results. */
const maxByText = 100;

function selectLive(list: Snapshot, target: Target, isDirectory: boolean): readonly Connection[] {
  const found = list.select(targetOn(target, isDirectory), 'live');
  const most = target.kind === 'text' ? maxByText : undefined;
  return markDirectoryUsers(found.slice(0, most), isDirectory);
}

/** Adapts a target to an endpoint: if its users come from a directory, every way to write the names is included. */
export function targetOn(target: Target, isDirectory: boolean): Target {
  return isDirectory && target.kind === 'names' ? { ...target, isDirectory } : target;
}

/** Returns the complete lists that a lookup has read. */
export function listsOf<T extends { readonly list: Snapshot | undefined }>(
  found: readonly T[],
): readonly (T & { readonly list: Snapshot })[] {
  return found.flatMap((read) => (read.list === undefined ? [] : [{ ...read, list: read.list }]));
}

/** Finds the endpoints whose complete list shows that they have no network. No one can be connected there. */
export function withoutNetwork(
  found: readonly Pick<EndpointRead, 'endpoint' | 'list'>[],
): readonly Endpoint[] {
  return found.filter(({ list }) => list?.isUnassociated).map(({ endpoint }) => endpoint);
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

/**
 * Reads AWS' description of an endpoint; undefined if AWS cannot describe it. Reading the complete list and comparing
 * whole names is always correct, so such an endpoint is not searched by name, and none of its names matches another
 * way to write it.
 */
export async function factsOrUnknown(
  vpn: VpnGateway,
  endpoint: Endpoint,
): Promise<EndpointFacts | undefined> {
  return vpn.facts(endpoint).catch(() => undefined);
}

/** Finds the endpoints for which this holds. An endpoint that AWS cannot describe counts as one without facts. */
export async function endpointsWhere(
  { vpn }: Pick<AppContext, 'vpn'>,
  endpoints: readonly Endpoint[],
  holds: (facts: EndpointFacts | undefined) => boolean,
): Promise<readonly Endpoint[]> {
  const facts = await Promise.all(endpoints.map((endpoint) => factsOrUnknown(vpn, endpoint)));
  return endpoints.filter((_, index) => holds(facts[index]));
}
