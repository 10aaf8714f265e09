import type { DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import type { Workspace } from '../model/workspace.ts';

/** What every interaction needs: the workspace, the delivery to the app, and the workspace's address. */
export interface InteractionContext {
  readonly workspace: Workspace;
  readonly deliver: (envelope: Envelope) => Promise<DeliveryOutcome>;
  /** After which waits an event that was not acknowledged is sent again. */
  readonly eventRetriesMs: readonly number[];
  /** Where response_urls point, without a slash at the end. */
  readonly address: () => string;
}
