import type { ChannelId } from '../domain/ids.ts';
import type { Rules } from '../domain/rules.ts';
import type { BlockList } from './block-list.ts';
import type { Clock } from './clock.ts';
import type { QueueCheckup } from './queue-checkup.ts';
import type { StoreCheckup } from './store-checkup.ts';
import type { VpnCheckup } from './vpn-checkup.ts';
import type { WorkspaceCheckup } from './workspace-checkup.ts';

/** The bot's own set-up, as `doctor` looks at it. */
export interface SetUp {
  /** The name of the slash command, such as `/vpn`. */
  readonly command: string;
  /** Whether the command led here, typed in Slack. */
  readonly isAskedBySlack: boolean;
  readonly rules: Rules;
  readonly auditChannel: ChannelId;
  /** Scopes that the bot's calls need, and for what. */
  readonly scopes: Readonly<Record<string, string>>;
  readonly workspace: WorkspaceCheckup;
  readonly vpn: VpnCheckup;
  readonly store: StoreCheckup;
  /** Undefined where the operator has set up no list of blocks. */
  readonly blocks: Pick<BlockList, 'all'> | undefined;
  /** Undefined where Slack's requests come without one, or are known to come. */
  readonly queue: QueueCheckup | undefined;
  readonly clock: Clock;
}
