import { isLive } from '../../domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../domain/connection-list.ts';
import { type Endpoint, resolveEndpoint, type UnknownEndpoint } from '../../domain/endpoint.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { protectedNamesOn, type Rules } from '../../domain/rules.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { type AccessContext, authorize, type Denial } from '../../policy/authorize.ts';
import { loadAccess, type Requester } from '../../policy/load-access.ts';
import { isOwn } from '../../policy/may-terminate.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { readEndpoints, toListed } from '../connections/list-connections.ts';
import { withOrigins } from '../connections/origins.ts';
import { chooseEndpoints } from '../connections/resolve-target.ts';
import { findTerminations, type Terminations } from './find-terminations.ts';

interface DetailsRequest {
  readonly requester: Requester;
  readonly connection: ConnectionId;
  /** The endpoint's name or id, if the request is limited to one. */
  readonly on: string | undefined;
}

export interface ConnectionDetails {
  readonly item: ListedConnection;
  /** When it was read. */
  readonly asOf: Date;
  /** Whether to offer a block of its name: only for showing a button, never for acting. */
  readonly mayBlock: boolean;
  /** Who terminated it, if it has ended; undefined for someone who may see only their own connections. */
  readonly terminations?: Terminations | undefined;
}

export interface NoDetails {
  readonly connection: ConnectionId;
  /** Where it was looked for, as far as the actor may know. */
  readonly endpoints: readonly Endpoint[];
  readonly unavailable: readonly UnavailableEndpoint[];
  /** Why only the actor's own connections were looked through, if so. */
  readonly denial: Denial | undefined;
  /** Whether the actor can search the audit log here. */
  readonly maySearchLog: boolean;
}

export type Description =
  | { readonly kind: 'refused'; readonly denial: Denial }
  | UnknownEndpoint
  | ({ readonly kind: 'found' } & ConnectionDetails)
  /** AWS does not list it on these endpoints, or the actor must not learn that it does. */
  | ({ readonly kind: 'none' } & NoDetails);

/**
 * Reads one connection anew, active or ended in the last 60 minutes, from the endpoints that the actor may see in this
 * channel. Everyone may see their own connections on all endpoints.
 */
export async function describeConnection(app: AppContext, request: DetailsRequest): Promise<Description> {
  const { rules } = app;
  const { requester, connection, on } = request;
  const access = await loadAccess(app, requester);
  const choice = chooseEndpoints(rules, access, 'see', on);
  const seen = choice.kind === 'chosen' ? choice.endpoints : [];
  const others = endpointsOfOwn(rules, access, on).filter((endpoint) => !seen.includes(endpoint));
  if (choice.kind !== 'chosen' && others.length === 0) return choice;

  const target = { kind: 'connections', ids: [connection] } as const;
  const inScope = await readEndpoints(app.vpn, seen, target);
  const [visible] = itemsIn(rules, access, inScope.found);
  const outside = await readEndpoints(app.vpn, visible === undefined ? others : [], target);
  const own = itemsIn(rules, access, outside.found).find((item) =>
    isOwn(rules, access.person, item.connection),
  );
  const item = visible ?? own;
  if (item !== undefined) {
    const mayBlock = isBlockOffered(app, access, item);
    const asOf = app.clock.now();
    const isExplained = visible !== undefined && !isLive(item.connection);
    const terminations = isExplained ? await findTerminations(app, [item.connection]) : undefined;
    const [shown = item] = await withOrigins(app, access, [item]);
    return { kind: 'found', item: shown, asOf, mayBlock, terminations };
  }
  const denial = choice.kind === 'refused' ? choice.denial : undefined;
  return {
    kind: 'none',
    connection,
    endpoints: denial === undefined ? seen : others,
    unavailable: denial === undefined ? inScope.unavailable : outside.unavailable,
    denial,
    maySearchLog: authorize(rules, access, 'audit').allowed,
  };
}

/** The endpoints on which the actor may look for their own connections, whichever channel they ask in. */
function endpointsOfOwn(rules: Rules, access: AccessContext, on: string | undefined): readonly Endpoint[] {
  if (!authorize(rules, access, 'self').allowed) return [];
  if (on === undefined) return rules.endpoints;
  return [resolveEndpoint(rules.endpoints, on) ?? []].flat();
}

function itemsIn(
  rules: Rules,
  access: AccessContext,
  found: Awaited<ReturnType<typeof readEndpoints>>['found'],
): readonly ListedConnection[] {
  return found.flatMap(({ endpoint, connections }) =>
    connections.map((connection) => toListed(rules, access, endpoint, connection)),
  );
}

/** A connection is blocked by its name; a protected name cannot be blocked. */
function isBlockOffered(
  { rules, blocking }: AppContext,
  access: AccessContext,
  { connection, endpoint }: ListedConnection,
): boolean {
  if (blocking === undefined || !authorize(rules, access, 'block', endpoint).allowed) return false;
  const isNamed = nameOf(connection).kind !== 'unnamed';
  return isNamed && protectedNamesOn([connection], rules.protected).length === 0;
}
