import type { Connection } from '../../domain/connection.ts';
import type { ConnectionId } from '../../domain/ids.ts';

/** How AWS is called in one round of a kick on one endpoint. */
export type KickPlan =
  /** One call; it also terminates a connection that began after the look-up. */
  | { readonly by: 'username'; readonly username: string }
  /** One call for each connection. */
  | { readonly by: 'connection'; readonly ids: readonly ConnectionId[] };

/** AWS terminates up to this many connections of a user by name (TerminateClientVpnConnections, `Username`). */
const mostByUsername = 5;

/**
 * Chooses the call for the connections of one round.
 *
 * @param endsAll Whether the kick covers every connection of the name, not just these.
 * @param usernamesKnown Whether all connections of the endpoint have a user name.
 */
export function planKick(
  connections: readonly Connection[],
  endsAll: boolean,
  usernamesKnown: boolean,
): KickPlan {
  const username = sharedUsername(connections);
  const isByUsername =
    endsAll && usernamesKnown && connections.length > 1 && connections.length <= mostByUsername;

  return isByUsername && username
    ? { by: 'username', username }
    : { by: 'connection', ids: connections.map(({ id }) => id) };
}

function sharedUsername(connections: readonly Connection[]): string | undefined {
  const [first] = connections;
  return connections.every(({ username }) => username === first?.username) ? first?.username : undefined;
}
