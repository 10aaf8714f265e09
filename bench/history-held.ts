import { setTimeout } from 'node:timers/promises';
import { endpointId } from '../test/builders/ids.ts';
import { endpointNamed } from '../test/e2e/support/bot-config.ts';
import { fillHistoryFile } from '../test/e2e/support/fill-history.ts';
import { openTestWorkspace, type TestWorkspace } from '../test/e2e/support/test-workspace.ts';
import { ask, type Figure, medianOf } from './figure.ts';
import { addressOf, fillWithMonth, nameOf } from './month-of-connections.ts';
import { residentMb } from './vpn/large-workspace.ts';
import { repeated } from './vpn/rounds.ts';

/** Each round starts Bouncer twice. */
const rounds = 5;
const settlesMs = 3_000;

const row = {
  question: 'memory with 30 days × 5,000 connections held and looked up, above that with an empty history',
  unit: 'MB',
  bound: 60,
  judgedBy: 'worst',
} as const;

/** How much more memory does Bouncer take with a month of connections in its history? */
export function measureHistoryHeld(): Promise<readonly Figure[]> {
  return ask([row], async () => {
    const workspace = await openTestWorkspace({ config: { history: {} }, ec2: { connections: 100 } });
    try {
      const idle = await repeated(rounds, () => heldAfterLooks(workspace));
      await workspace.bot().stop();
      const { id } = endpointNamed('prod-eu');
      await fillHistoryFile(workspace.folder, (history) =>
        fillWithMonth(history, endpointId(id), new Date()),
      );
      const held = await repeated(rounds, () => heldAfterLooks(workspace));
      const note = `with an empty history ${idle.map((mb) => mb.toFixed(0)).join(', ')} MB`;
      return [{ measured: held.map((mb) => mb - medianOf(idle)), note }];
    } finally {
      await workspace.close();
    }
  });
}

/** Of a new process, after it was asked for every kind of history. */
async function heldAfterLooks(workspace: TestWorkspace): Promise<number> {
  await workspace.restart();
  const place = workspace.as('omar').in('secops');
  const asked = [nameOf(7), addressOf(7), 'lastname-99', 'on prod-eu', ''];
  for (const what of asked) await place.asks(`/vpn history ${what} 30d`.replace('  ', ' '));
  await setTimeout(settlesMs);
  return residentMb(workspace);
}
