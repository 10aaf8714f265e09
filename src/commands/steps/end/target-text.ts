import { everyoneOn, mostNamed } from '../../../core/kick-target.ts';
import type { SeenSession } from '../../../core/sighting.ts';
import { namesText } from '../../../core/vpn-name.ts';
import { isMany, type KickWhom } from '../../../core/whom.ts';

/** What a kick is called. The names of many fill page after page: each entry has those of its own connections. */
export function targetText(whom: KickWhom, sessions: readonly SeenSession[]): string {
  const connections = sessions.map(({ connection }) => connection);
  if (whom.kind === 'everyone') return everyoneOn(sessions[0]?.endpoint.name);
  return isMany(whom) ? namesText(connections, mostNamed) : namesText(connections);
}
