import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Connection } from '../../emulators/ec2/control/control-protocol.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import type { KeyedMessage } from '../e2e/support/keyed-messages.ts';
import type { TestWorkspace } from '../e2e/support/test-workspace.ts';
import { tasksOf } from './tasks-of.ts';

/** What three witnesses say that do not know of one another: the record, the workspace and AWS. */
export interface Evidence {
  readonly entries: readonly AuditEntry[];
  readonly messages: readonly KeyedMessage[];
  readonly terminations: readonly Call[];
  readonly connections: readonly Connection[];
}

/** Waits until the bot has nothing left to do but watch. @throws {Error} when it has after so long. */
export async function untilQuiet(workspace: TestWorkspace, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while ((await tasksOf(workspace)).some((key) => !key.startsWith('watch '))) {
    if (performance.now() > deadline)
      throw new Error(`The bot never came to rest:\n${workspace.bot().log()}`);
    await sleep(250);
  }
}
