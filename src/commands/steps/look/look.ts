import { type Connection, isLive } from '../../../core/connection.ts';
import { type Endpoint, knowsUsernames } from '../../../core/endpoint.ts';
import { failureFrom } from '../../../core/failure.ts';
import { select, type Target } from '../../../core/selection.ts';
import type { MissingEndpoint } from '../../../core/sighting.ts';
import { spellingsOf } from '../../../core/vpn-name.ts';
import type { VpnGateway } from '../../../ports/vpn-gateway.ts';

/** What the endpoints said about a target, each for itself, so that one Region down hides nothing of the others. */
export interface Look {
  readonly found: readonly EndpointLook[];
  readonly missing: readonly MissingEndpoint[];
}

export interface EndpointLook {
  readonly endpoint: Endpoint;
  /** Living ones that the target means, and where EC2 was asked for them alone, lately ended ones too. */
  readonly connections: readonly Connection[];
}

/**
 * Looks at all endpoints side by side for what a target means, as it is now: every act is decided by such a look,
 * and none by what was read before somebody asked for it.
 */
export async function lookAt(vpn: VpnGateway, endpoints: readonly Endpoint[], target: Target): Promise<Look> {
  return lookFrom(
    await Promise.all(endpoints.map((each) => orMissing(each, () => lookAtOne(vpn, each, target)))),
  );
}

/** Reads the whole lists of all endpoints side by side for what a target means, as it is now. */
export async function readLists(
  vpn: VpnGateway,
  endpoints: readonly Endpoint[],
  target: Target,
): Promise<Look> {
  const read = async (endpoint: Endpoint): Promise<EndpointLook> => {
    const snapshot = await vpn.sweep(endpoint);
    return { endpoint, connections: snapshot.select(target, 'live').slice() };
  };
  return lookFrom(await Promise.all(endpoints.map((each) => orMissing(each, () => read(each)))));
}

function lookFrom(looks: readonly (EndpointLook | MissingEndpoint)[]): Look {
  return {
    found: looks.filter((look) => 'connections' in look),
    missing: looks.filter((look) => 'code' in look),
  };
}

/** Makes of an endpoint that did not answer one that is missing. */
export async function orMissing<T>(endpoint: Endpoint, look: () => Promise<T>): Promise<T | MissingEndpoint> {
  try {
    return await look();
  } catch (error) {
    return { endpoint, code: failureFrom(error).code };
  }
}

/** A text only ever helps people to the right name: nobody reads more of them. */
const mostByText = 100;

async function lookAtOne(vpn: VpnGateway, endpoint: Endpoint, target: Target): Promise<EndpointLook> {
  const narrow = await narrowLook(vpn, endpoint, target);
  // The `username` filter heeds case: when it finds nobody on, only the whole list proves that nobody is.
  if (narrow !== undefined && (target.kind === 'connections' || narrow.some(isLive)))
    return { endpoint, connections: narrow };

  const found = (await vpn.sweep(endpoint)).select(target, 'live');
  return { endpoint, connections: found.slice(0, target.kind === 'text' ? mostByText : undefined) };
}

/** Asks EC2 for the target alone; undefined where its filters cannot tell. */
export async function narrowLook(
  vpn: VpnGateway,
  endpoint: Endpoint,
  target: Target,
): Promise<readonly Connection[] | undefined> {
  if (target.kind === 'connections')
    return select(await vpn.connections(endpoint, { by: 'connection', ids: target.ids }), target);
  if (target.kind !== 'names' || !(await isSearchableByUsername(vpn, endpoint))) return undefined;

  const usernames = target.names.flatMap(spellingsOf);
  return select(await vpn.connections(endpoint, { by: 'username', usernames }), target);
}

/** Reading the whole list is always right, so an endpoint that cannot be described is not searched by name. */
export async function isSearchableByUsername(vpn: VpnGateway, endpoint: Endpoint): Promise<boolean> {
  try {
    return knowsUsernames(await vpn.facts(endpoint));
  } catch {
    return false;
  }
}
