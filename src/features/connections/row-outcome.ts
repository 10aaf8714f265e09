import type { Block } from '../../domain/block.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { ConnectionId } from '../../domain/ids.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { PressedRow } from '../../slack/block-kit/pressed-row.ts';

const stateTexts = {
  terminated: ':white_check_mark: *Terminated*',
  already_ended: ':white_check_mark: *Already ended*',
  /** AWS was asked, and the end has not been seen yet. */
  termination_requested: ':hourglass_flowing_sand: *Termination requested*',
  approval_requested: ':busts_in_silhouette: *Approval requested*',
  not_terminated: ':x: *Not terminated*',
} as const;

/** What became of the connection whose Terminate was pressed in a list. */
export interface ConnectionOutcome {
  readonly kind: 'connection';
  readonly id: ConnectionId;
  /** Undefined if nothing more is known about the connection. */
  readonly item: ListedConnection | undefined;
  readonly state: keyof typeof stateTexts;
}

/** What became of the row of a list whose button was pressed. */
export type RowOutcome = ConnectionOutcome | { readonly kind: 'unblocked'; readonly block: Block };

/** Shows in a list what became of one of its rows. It never throws: the outcome has its own message. */
export type UpdateList = (row: PressedRow, requester: Requester, outcome: RowOutcome) => Promise<void>;

/** Formats the outcome as the first line of its row. */
export function outcomeText({ state }: ConnectionOutcome): string {
  return stateTexts[state];
}

/** Whether the row keeps its Terminate button. */
export function canTryAgain({ state }: ConnectionOutcome): boolean {
  return state === 'not_terminated';
}
