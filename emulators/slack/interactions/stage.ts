import type { DeliveryOutcome, Envelope } from '../delivery/delivery.ts';
import type { Workspace } from '../model/workspace.ts';

/** What every interaction needs: the workspace it happens in, the way to the app, and the workspace's address. */
export interface Stage {
  readonly workspace: Workspace;
  readonly deliver: (envelope: Envelope) => Promise<DeliveryOutcome>;
  /** Where response_urls point, without a slash at the end. */
  readonly address: () => string;
}
