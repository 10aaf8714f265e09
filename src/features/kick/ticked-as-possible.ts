import type { PossibleMatches, SeenSession } from '../../domain/connection-list.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { distinctNames, namesOn } from '../../domain/vpn-name.ts';
import { decide, type Refusal, type Situation } from '../../policy/decide.ts';
import type { World } from '../../ports/world.ts';

export type TickedAsPossible =
  | { readonly kind: 'ticked'; readonly sessions: readonly SeenSession[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Finds the connections that the actor says are the target's among those that still may be. One certificate may be the
 * target's; several at once may be several people's.
 */
export function tickedAsPossible(
  { rules }: Pick<World, 'rules'>,
  situation: Situation,
  { connections }: PossibleMatches,
  ticked: readonly ConnectionId[],
): TickedAsPossible {
  const sessions = connections.filter(({ connection }) => ticked.includes(connection.id));
  const names = sessions.flatMap(({ connection }) => namesOn(connection));
  const decision = distinctNames(names).length > 1 ? decide(rules, situation, 'kick-many') : undefined;
  return decision === undefined || decision.allowed
    ? { kind: 'ticked', sessions }
    : { kind: 'refused', refusal: decision };
}
