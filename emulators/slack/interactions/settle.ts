import { randomUUID } from 'node:crypto';
import type { DeliveryOutcome } from '../delivery/delivery.ts';
import type { Workspace } from '../model/workspace.ts';
import type { Receipt } from '../protocol/client-protocol.ts';

/** Publishes the outcome of an interaction to the person's clients, so that they stop showing it as busy. */
export function settle(
  workspace: Workspace,
  personId: string,
  interaction: string,
  delivered: DeliveryOutcome,
): void {
  const outcome = delivered.kind === 'failed' ? 'timed_out' : delivered.kind;
  workspace.feed.publish({ kind: 'settled', interaction, outcome }, (id) => id === personId);
}

/** The receipt of an interaction that does not involve the app and is already settled. */
export function settled(workspace: Workspace, personId: string): Receipt {
  const interaction = randomUUID();
  settle(workspace, personId, interaction, { kind: 'acknowledged', answer: undefined });
  return { ok: true, interaction };
}
