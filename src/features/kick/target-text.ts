import type { ListedConnection } from '../../domain/connection-list.ts';
import { everyoneOn, mostNamed } from '../../domain/kick-target.ts';
import { isMany, type KickWhom } from '../../domain/target.ts';
import { namesText } from '../../domain/vpn-name.ts';

/** Describes a kick's target. For many people it is shortened, because each entry has the names of its connections. */
export function targetText(whom: KickWhom, sessions: readonly ListedConnection[]): string {
  const connections = sessions.map(({ connection }) => connection);
  if (whom.kind === 'everyone') return everyoneOn(sessions[0]?.endpoint.name);
  return isMany(whom) ? namesText(connections, mostNamed) : namesText(connections);
}
