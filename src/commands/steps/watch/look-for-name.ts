import { type Connection, isLive } from '../../../core/connection.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { isSameName, nameOf, spellingsOf } from '../../../core/vpn-name.ts';
import type { WatchedName } from '../../../core/watch.ts';
import { whole } from '../../../ports/snapshots.ts';
import type { LookingWorld } from '../../../ports/world.ts';
import { isSearchableByUsername } from '../look/look.ts';

/**
 * Looks for living sessions that go by a name, as cheaply as can be: one call for a user name, and for a
 * certificate's the list that everybody shares. Someone else's session with the name on its certificate is not meant.
 *
 * @returns Undefined where no session can go by such a name.
 * @throws {Failure} `aws_…`
 */
export async function lookForName(
  { vpn, snapshots, clock }: Pick<LookingWorld, 'vpn' | 'snapshots' | 'clock'>,
  endpoint: Endpoint,
  name: WatchedName,
): Promise<{ readonly connections: readonly Connection[]; readonly asOf: Date } | undefined> {
  const asOf = clock.now();
  if ((await isSearchableByUsername(vpn, endpoint)) !== (name.kind === 'username')) return undefined;

  const goesByIt = (connection: Connection) => {
    const own = nameOf(connection);
    return own.kind !== 'unnamed' && isSameName(own.text, name.text) && isLive(connection);
  };
  if (name.kind === 'username') {
    const usernames = spellingsOf(name.text);
    const connections = await vpn.connections(endpoint, { by: 'username', usernames });
    return { connections: connections.filter(goesByIt), asOf };
  }
  const snapshot = await snapshots.recent(endpoint, { life: 'live', ...whole });
  const found = snapshot.select({ kind: 'names', names: [name.text] }, 'live').slice();
  return { connections: found.filter(goesByIt), asOf: snapshot.asOf };
}
