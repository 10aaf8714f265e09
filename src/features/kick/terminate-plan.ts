import type { Connection } from '../../domain/connection.ts';
import type { ConnectionId } from '../../domain/ids.ts';

/** How one round of a kick on one endpoint is asked of AWS. */
export type KickPlan =
  /** One call; it also catches a session opened since the look. */
  | { readonly by: 'username'; readonly username: string }
  /** One call for each. */
  | { readonly by: 'connection'; readonly ids: readonly ConnectionId[] };

/** AWS ends a user's sessions by name only up to this many (TerminateClientVpnConnections, `Username`). */
const mostByUsername = 5;

/**
 * Chooses the call for the sessions of one round.
 *
 * @param endsAll Whether every session of the name is meant, not just these.
 * @param usernamesKnown Whether the endpoint's connections all carry a user name.
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
