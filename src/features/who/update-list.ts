import { failureFrom } from '../../domain/failure.ts';
import { whole } from '../../ports/vpn-gateway.ts';
import type { ListenerDeps } from '../../slack/listener-deps.ts';
import { parseRowId } from '../connections/payloads.ts';
import type { RowOutcome, UpdateList } from '../connections/row-outcome.ts';
import { showList } from './show-list.ts';

/**
 * Shows in the list whose button was pressed what became of its row. The list is authorized again and shown as of the
 * latest snapshot, so that its other rows stay as they were and EC2 is not asked again.
 */
export function updateList(deps: ListenerDeps): UpdateList {
  return async (row, requester, outcome) => {
    const pressed = parseRowId(row.blockId);
    if (pressed === undefined) return;
    const { place, state } = pressed;
    try {
      const ask = {
        audience: 'requester',
        freshness: { ...whole, age: 'any' },
        outcome: place === 'row' ? outcome : withoutItem(outcome),
      } as const;
      const { view, isList, isPartial } = await showList(deps, requester, state, ask);
      if (isList && !isPartial) await deps.replies.replace(row.responseUrl, view);
    } catch (error) {
      deps.logger.warn('a list does not show what became of a row', failureFrom(error).message);
    }
  };
}

/** A possible match that is gone has no place among the connections that were found. */
function withoutItem(outcome: RowOutcome): RowOutcome {
  return outcome.kind === 'connection' ? { ...outcome, item: undefined } : outcome;
}
