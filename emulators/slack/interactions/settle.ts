import type { DeliveryOutcome } from '../delivery/delivery.ts';
import type { Workspace } from '../model/workspace.ts';

/** Tells the person's clients that what they did has come to its end, so that they stop showing it as busy. */
export function settle(
  workspace: Workspace,
  personId: string,
  interaction: string,
  delivered: DeliveryOutcome,
): void {
  const outcome = delivered.kind === 'failed' ? 'timed_out' : delivered.kind;
  workspace.feed.publish({ kind: 'settled', interaction, outcome }, (id) => id === personId);
}
