import { asDirectoryUsers, type Connection, isLive } from '../../domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../domain/connection-list.ts';
import { inOrder, select, type Target } from '../../domain/connection-search.ts';
import { directoryUserOf } from '../../domain/directory-name.ts';
import { type Endpoint, hasDirectory, knowsUsernames } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { spellingsOf } from '../../domain/vpn-name.ts';
import type { Situation } from '../../policy/decide.ts';
import { mayTerminate } from '../../policy/may-terminate.ts';
import type { AppContext, ReadContext } from '../../ports/app-context.ts';
import type { Snapshot, VpnGateway } from '../../ports/vpn-gateway.ts';

/** What the endpoints said about a target, each for itself, so that one Region down hides nothing of the others. */
export interface Look {
  readonly found: readonly EndpointLook[];
  readonly missing: readonly UnavailableEndpoint[];
}

interface EndpointLook {
  readonly endpoint: Endpoint;
  /** Living ones that the target means, and where EC2 was asked for them alone, lately ended ones too. */
  readonly connections: readonly Connection[];
  /** The whole list that they were picked from; undefined where EC2 was asked for these alone. */
  readonly list: Snapshot | undefined;
  readonly isDirectory: boolean;
}

/**
 * Looks at all endpoints side by side for what a target means, as it is now: every act is decided by such a look,
 * and none by what was read before somebody asked for it. For anything but ids the whole list is read: EC2's filter
 * knows one spelling of a name, and what it finds under one says nothing about the others.
 */
export async function readEndpoint(
  vpn: VpnGateway,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<Look> {
  const looks = await Promise.all(
    endpoints.map((each) => orMissing(each, () => lookAtOne(vpn, each, target))),
  );
  return {
    found: looks.filter((look) => 'connections' in look),
    missing: looks.filter((look) => 'code' in look),
  };
}

/** Makes of an endpoint that did not answer one that is missing. */
export async function orMissing<T>(
  endpoint: Endpoint,
  look: () => Promise<T>,
): Promise<T | UnavailableEndpoint> {
  try {
    return await look();
  } catch (error) {
    return { endpoint, code: failureFrom(error).code };
  }
}

async function lookAtOne(vpn: VpnGateway, endpoint: Endpoint, target: Target): Promise<EndpointLook> {
  const signIn = signInOn(vpn, endpoint);
  if (target.kind === 'connections') {
    const connections = await connectionsById(vpn, endpoint, target);
    const { isDirectory } = await signIn;
    return { endpoint, connections: seenOn(connections, isDirectory), list: undefined, isDirectory };
  }

  const list = await vpn.sweep(endpoint);
  const { isDirectory } = await signIn;
  return { endpoint, connections: livingIn(list, target, isDirectory), list, isDirectory };
}

/** Those of the endpoints that have no associated network, as far as whole lists were read: nobody can be on there. */
export function withoutNetwork(
  looks: readonly Pick<EndpointLook, 'endpoint' | 'list'>[],
): readonly Endpoint[] {
  return looks.filter(({ list }) => list?.isUnassociated).map(({ endpoint }) => endpoint);
}

/** A text only ever helps people to the right name: nobody reads more of them. */
const mostByText = 100;

/** Picks from a whole list the living connections that a target means. */
function livingIn(list: Snapshot, target: Target, isDirectory: boolean): readonly Connection[] {
  const found = list.select(targetOn(target, isDirectory), 'live');
  return seenOn(found.slice(0, target.kind === 'text' ? mostByText : undefined), isDirectory);
}

/** What a target means on one endpoint: where a directory knows the users, their names in every way to write them. */
export function targetOn(target: Target, isDirectory: boolean): Target {
  return isDirectory && target.kind === 'names' ? { ...target, isDirectory } : target;
}

/** Connections as an endpoint's way to sign in has them. */
export function seenOn(connections: readonly Connection[], isDirectory: boolean): readonly Connection[] {
  return isDirectory ? asDirectoryUsers(connections) : connections;
}

/**
 * Asks EC2 for the target alone: a quick first answer, since its filter knows only the spellings that it is given.
 * Undefined where its filters cannot tell.
 */
export async function narrowLook(
  { vpn, snapshots }: Pick<ReadContext, 'vpn' | 'snapshots'>,
  endpoint: Endpoint,
  target: Target,
): Promise<readonly Connection[] | undefined> {
  const { hasUsernames, isDirectory } = await signInOn(vpn, endpoint);
  if (target.kind === 'connections')
    return seenOn(await connectionsById(snapshots, endpoint, target), isDirectory);
  if (target.kind !== 'names' || !hasUsernames) return undefined;

  const usernames = usernamesAsked(target.names, isDirectory);
  const found = await connectionsByUsername(snapshots, endpoint, usernames);
  return found && seenOn(select(found, targetOn(target, isDirectory)), isDirectory);
}

/**
 * Asks EC2 for some user names alone. Its documents promise the filter for directories only: where AWS refuses it, the whole list
 * tells.
 *
 * @returns Undefined where AWS refuses the filter.
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

/** The spellings of names that EC2's filter is given. */
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

/** How people sign in on an endpoint, as far as it changes how they are looked for. */
export interface SignIn {
  /** Whether every connection carries a user name. */
  readonly hasUsernames: boolean;
  /** Whether the user names are a directory's. */
  readonly isDirectory: boolean;
}

/**
 * Tells how people sign in. To read the whole list and to compare whole names is always right, so an endpoint that cannot
 * be described is not searched by name, and no name on it is taken for another.
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

/** What acts are decided by: every session of the target, as it is now. */
export interface ConnectionLists {
  readonly sessions: readonly ListedConnection[];
  /** Endpoints that did not answer: the sight says nothing about them. */
  readonly missing: readonly UnavailableEndpoint[];
  /** The whole lists that were read for it: they tell of other names as well, as of the same moment. */
  readonly lists: readonly EndpointList[];
}

export interface EndpointList extends Pick<EndpointLook, 'endpoint' | 'isDirectory'> {
  readonly list: Snapshot;
}

/** Looks for a target as it is now, and says of each session what this person, here, may do about it. */
export async function listConnections(
  app: Pick<AppContext, 'rules' | 'vpn'>,
  situation: Situation,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<ConnectionLists> {
  const { found, missing } = await readEndpoint(app.vpn, endpoints, target);

  return {
    sessions: seenFrom(app, situation, found),
    missing,
    lists: listsOf(found),
  };
}

/** The whole lists that a look has read. */
export function listsOf<T extends { readonly list: Snapshot | undefined }>(
  found: readonly T[],
): readonly (T & { readonly list: Snapshot })[] {
  return found.flatMap((look) => (look.list === undefined ? [] : [{ ...look, list: look.list }]));
}

/** Picks the living sessions of another target from lists that were read already. */
export function listConnectionsIn(
  app: Pick<AppContext, 'rules'>,
  situation: Situation,
  lists: readonly EndpointList[],
  target: Target,
): readonly ListedConnection[] {
  const found = lists.map(({ endpoint, list, isDirectory }) => ({
    endpoint,
    connections: livingIn(list, target, isDirectory),
  }));
  return seenFrom(app, situation, found);
}

function seenFrom(
  { rules }: Pick<AppContext, 'rules'>,
  situation: Situation,
  found: readonly Pick<EndpointLook, 'endpoint' | 'connections'>[],
): readonly ListedConnection[] {
  const seen = found.flatMap(({ endpoint, connections }) =>
    connections.map((connection) => ({
      connection,
      endpoint,
      mayEnd: isLive(connection) && mayTerminate(rules, situation, endpoint, connection),
    })),
  );
  return inOrder(seen);
}
