import { type Connection, isLive } from '../../core/connection.ts';
import { type Endpoint, knowsUsernames } from '../../core/endpoint.ts';
import { failureFrom } from '../../core/failure.ts';
import { select, type Target } from '../../core/selection.ts';
import type { MissingEndpoint } from '../../core/sighting.ts';
import { spellingsOf } from '../../core/vpn-name.ts';
import type { VpnGateway } from '../../ports/vpn-gateway.ts';

/** What the endpoints said about a target, each for itself, so that one Region down hides nothing of the others. */
export interface Look {
  readonly found: readonly EndpointLook[];
  readonly missing: readonly MissingEndpoint[];
}

export interface EndpointLook {
  readonly endpoint: Endpoint;
  /** Living and lately ended ones that the target means. */
  readonly connections: readonly Connection[];
  /** Living connections on the endpoint, where all of them were read. */
  readonly among: number | undefined;
}

/** Looks at all endpoints side by side for what a target means, living or lately ended. */
export async function lookAt(vpn: VpnGateway, endpoints: readonly Endpoint[], target: Target): Promise<Look> {
  const looks = await Promise.all(endpoints.map((endpoint) => lookOrMiss(vpn, endpoint, target)));

  return {
    found: looks.filter((look) => 'connections' in look),
    missing: looks.filter((look) => 'code' in look),
  };
}

async function lookOrMiss(
  vpn: VpnGateway,
  endpoint: Endpoint,
  target: Target,
): Promise<EndpointLook | MissingEndpoint> {
  try {
    return await lookAtOne(vpn, endpoint, target);
  } catch (error) {
    return { endpoint, code: failureFrom(error).code };
  }
}

async function lookAtOne(vpn: VpnGateway, endpoint: Endpoint, target: Target): Promise<EndpointLook> {
  const narrow = await narrowLook(vpn, endpoint, target);
  if (narrow !== undefined) return { endpoint, connections: select(narrow, target), among: undefined };

  const all = await vpn.connections(endpoint);
  return { endpoint, connections: select(all, target), among: all.filter(isLive).length };
}

/**
 * Asks EC2 for the target alone, where its filters can tell.
 * The `username` filter heeds case: when it finds nobody on, only the whole list proves that nobody is.
 */
async function narrowLook(
  vpn: VpnGateway,
  endpoint: Endpoint,
  target: Target,
): Promise<readonly Connection[] | undefined> {
  if (target.kind === 'connections') return vpn.connections(endpoint, { by: 'connection', ids: target.ids });
  if (target.kind !== 'names' || !(await isSearchableByUsername(vpn, endpoint))) return undefined;

  const found = await vpn.connections(endpoint, {
    by: 'username',
    usernames: target.names.flatMap(spellingsOf),
  });
  return found.some(isLive) ? found : undefined;
}

/** Reading the whole list is always right, so an endpoint that cannot be described is not searched by name. */
export async function isSearchableByUsername(vpn: VpnGateway, endpoint: Endpoint): Promise<boolean> {
  try {
    return knowsUsernames(await vpn.facts(endpoint));
  } catch {
    return false;
  }
}
