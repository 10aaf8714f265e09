import type { ChannelId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { BlockList } from './block-list.ts';
import type { Clock } from './clock.ts';
import type { QueueCheckup } from './queue-checkup.ts';
import type { StoreCheckup } from './store-checkup.ts';
import type { VpnCheckup } from './vpn-checkup.ts';
import type { WorkspaceCheckup } from './workspace-checkup.ts';

/** Bouncer's own set-up, as `doctor` checks it. */
export interface SetUp {
  /** The name of the slash command, such as `/vpn`. */
  readonly command: string;
  /** Whether `doctor` was run as a slash command in Slack. */
  readonly isAskedBySlack: boolean;
  readonly rules: Rules;
  readonly auditChannel: ChannelId;
  /** The Slack scopes that Bouncer's calls need, each with its purpose. */
  readonly scopes: Readonly<Record<string, string>>;
  readonly workspace: WorkspaceCheckup;
  readonly vpn: VpnCheckup;
  readonly store: StoreCheckup;
  /** Undefined if the operator has not set up a list of blocks. */
  readonly blocks: Pick<BlockList, 'all'> | undefined;
  /** Undefined if Slack's requests do not go through a queue, or are known to arrive. */
  readonly queue: QueueCheckup | undefined;
  readonly clock: Clock;
}
