import type { Connection } from '../../../core/connection.ts';
import { type Endpoint, knowsUsernames } from '../../../core/endpoint.ts';
import { failureFrom } from '../../../core/failure.ts';
import { select, type Target } from '../../../core/selection.ts';
import type { MissingEndpoint } from '../../../core/sighting.ts';
import { spellingsOf } from '../../../core/vpn-name.ts';
import type { Snapshot } from '../../../ports/snapshots.ts';
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
  /** The whole list that they were picked from; undefined where EC2 was asked for these alone. */
  readonly list: Snapshot | undefined;
}

/**
 * Looks at all endpoints side by side for what a target means, as it is now: every act is decided by such a look,
 * and none by what was read before somebody asked for it. For anything but ids the whole list is read: EC2's filter
 * knows one spelling of a name, and what it finds under one says nothing about the others.
 */
export async function lookAt(vpn: VpnGateway, endpoints: readonly Endpoint[], target: Target): Promise<Look> {
  const looks = await Promise.all(
    endpoints.map((each) => orMissing(each, () => lookAtOne(vpn, each, target))),
  );
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

async function lookAtOne(vpn: VpnGateway, endpoint: Endpoint, target: Target): Promise<EndpointLook> {
  if (target.kind === 'connections')
    return { endpoint, connections: await connectionsById(vpn, endpoint, target), list: undefined };

  const list = await vpn.sweep(endpoint);
  return { endpoint, connections: livingIn(list, target), list };
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
export function livingIn(list: Snapshot, target: Target): readonly Connection[] {
  return list.select(target, 'live').slice(0, target.kind === 'text' ? mostByText : undefined);
}

/**
 * Asks EC2 for the target alone: a quick first answer, since its filter knows only the spellings that it is given.
 * Undefined where its filters cannot tell.
 */
export async function narrowLook(
  vpn: VpnGateway,
  endpoint: Endpoint,
  target: Target,
): Promise<readonly Connection[] | undefined> {
  if (target.kind === 'connections') return connectionsById(vpn, endpoint, target);
  if (target.kind !== 'names' || !(await isSearchableByUsername(vpn, endpoint))) return undefined;

  const usernames = target.names.flatMap(spellingsOf);
  return select(await vpn.connections(endpoint, { by: 'username', usernames }), target);
}

async function connectionsById(
  vpn: VpnGateway,
  endpoint: Endpoint,
  target: Extract<Target, { kind: 'connections' }>,
): Promise<readonly Connection[]> {
  return select(await vpn.connections(endpoint, { by: 'connection', ids: target.ids }), target);
}

/** Reading the whole list is always right, so an endpoint that cannot be described is not searched by name. */
export async function isSearchableByUsername(vpn: VpnGateway, endpoint: Endpoint): Promise<boolean> {
  try {
    return knowsUsernames(await vpn.facts(endpoint));
  } catch {
    return false;
  }
}
