import type { ListedConnection } from '../../domain/connection-list.ts';
import { everyoneOn, mostNamed } from '../../domain/kick-target.ts';
import { isMany, type KickWhom } from '../../domain/target.ts';
import { namesText } from '../../domain/vpn-name.ts';

/** What a kick is called. The names of many fill page after page: each entry has those of its own connections. */
export function targetText(whom: KickWhom, sessions: readonly ListedConnection[]): string {
  const connections = sessions.map(({ connection }) => connection);
  if (whom.kind === 'everyone') return everyoneOn(sessions[0]?.endpoint.name);
  return isMany(whom) ? namesText(connections, mostNamed) : namesText(connections);
}
