import type { ListedConnection, PossibleMatches } from '../../domain/connection-list.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import { distinctNames, namesOn } from '../../domain/vpn-name.ts';
import { authorize, type Denial, type Situation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';

export type TickedAsPossible =
  | { readonly kind: 'ticked'; readonly sessions: readonly ListedConnection[] }
  | { readonly kind: 'refused'; readonly refusal: Denial };

/**
 * Finds the ticked connections among the current possible matches. One certificate may be the target's, but several
 * may belong to several people, so they need `kick-many`.
 */
export function tickedAsPossible(
  { rules }: Pick<AppContext, 'rules'>,
  situation: Situation,
  { connections }: PossibleMatches,
  ticked: readonly ConnectionId[],
): TickedAsPossible {
  const sessions = connections.filter(({ connection }) => ticked.includes(connection.id));
  const names = sessions.flatMap(({ connection }) => namesOn(connection));
  const decision = distinctNames(names).length > 1 ? authorize(rules, situation, 'kick-many') : undefined;
  return decision === undefined || decision.allowed
    ? { kind: 'ticked', sessions }
    : { kind: 'refused', refusal: decision };
}
