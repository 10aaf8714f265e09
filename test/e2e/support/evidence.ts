import type { Call, Connection } from '../../../emulators/ec2/control/control-protocol.ts';
import type { AuditEntry } from '../../../src/domain/audit-entry.ts';
import { eventually } from './eventually.ts';
import { jobKeysOf } from './job-keys-of.ts';
import type { KeyedMessage } from './keyed-messages.ts';
import type { TestWorkspace } from './test-workspace.ts';

/** What three witnesses say that do not know of one another: the record, the workspace and AWS. */
export interface Evidence {
  readonly entries: readonly AuditEntry[];
  readonly messages: readonly KeyedMessage[];
  readonly terminations: readonly Call[];
  readonly connections: readonly Connection[];
}

/** Fifteen seconds until the last leases expire, and then the work itself. */
const patienceMs = 100_000;

/**
 * Waits until the bot has nothing left to do but watch.
 *
 * @param help Does what it waits for.
 * @throws {Error} with its log, when that never comes.
 */
export async function untilQuiet(workspace: TestWorkspace, help = async () => {}): Promise<void> {
  try {
    await eventually(
      'the end of all jobs but watches',
      async () => {
        await help();
        return (await jobKeysOf(workspace)).every((key) => key.startsWith('watch ')) || undefined;
      },
      patienceMs,
    );
  } catch (error) {
    throw new Error(`The bot never came to rest:\n${workspace.bot().log()}`, { cause: error });
  }
}
