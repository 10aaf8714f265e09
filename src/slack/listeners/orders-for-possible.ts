import type { OneAim } from '../../commands/steps/end/find-sessions-to-end.ts';
import { Failure } from '../../core/failure.ts';
import { type ConnectionId, type Correlation, parseCorrelation } from '../../core/ids.ts';

/**
 * Makes an order for each connection that was ticked since it may be the target's too. Each is authorized, recorded and
 * told by itself, so that ticking does no more than a command for that connection would.
 */
export function ordersForPossible<T extends { readonly correlation: Correlation }>(
  order: T,
  possible: readonly ConnectionId[],
): readonly (Omit<T, 'aim' | 'only'> & { readonly aim: OneAim; readonly only: undefined })[] {
  return possible.map((connection, place) => ({
    ...order,
    correlation: numbered(order.correlation, place + 1),
    aim: { whom: { kind: 'connection', connection }, on: undefined },
    only: undefined,
  }));
}

/** The same however often the submission is delivered. */
function numbered(correlation: Correlation, number: number): Correlation {
  const parsed = parseCorrelation(`${correlation}-${number}`);
  if (parsed === undefined) throw new Failure('unexpected', 'a correlation with a number is none');
  return parsed;
}
