import { aLargeAcme } from '../test/builders/a-large-acme.ts';
import { eventually } from '../test/e2e/support/eventually.ts';
import { openTestWorkspace } from '../test/e2e/support/test-workspace.ts';
import { ask, type Figure } from './figure.ts';
import { tableOf } from './table.ts';
import { repeated } from './vpn/rounds.ts';

const updates = 2;
/** A board is updated every minute, if something has changed. */
const patienceMs = 120_000;

const row = {
  question: 'Slack calls for a board of 50, from one update to the next, a minute later',
  unit: 'calls',
  // Slack allows 50 updates a minute, and about 100 look-ups of people.
  bound: 10,
  judgedBy: 'worst',
} as const;

/** How much of what Slack allows does a board take, once its members are known? */
export function measureBoard(): Promise<readonly Figure[]> {
  return ask([row], async () => {
    const workspace = await openTestWorkspace({ slack: { content: aLargeAcme(50) } });
    try {
      workspace.connect('prod-eu', 'person7@example.com');
      const called = (method: string) =>
        workspace.slack.control.calls().flatMap((call) => (call.method === method ? [call.number] : []));
      const postedBefore = called('chat.postMessage').length;
      await workspace.as('lena').in('leads').types('/vpn board @field 1h');
      // A board on which nothing has changed is not updated.
      const updated = await repeated(updates, async (round) => {
        await eventually('the board', () => called('chat.postMessage')[postedBefore]);
        workspace.connect('prod-eu', `person${10 + round}@example.com`);
        return eventually('an update', () => called('chat.update')[round], patienceMs);
      });
      const [posted = Number.NaN] = called('chat.postMessage').slice(postedBefore);
      return [{ measured: updated.map((number, at) => number - (updated[at - 1] ?? posted)) }];
    } finally {
      await workspace.close();
    }
  });
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measureBoard())}\n`);
  process.exit(0);
}
