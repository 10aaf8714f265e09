import { aLargeAcme } from '../test/builders/a-large-acme.ts';
import { eventually } from '../test/e2e/support/eventually.ts';
import { openTestWorkspace } from '../test/e2e/support/test-workspace.ts';
import { ask, type Figure } from './figure.ts';
import { tableOf } from './table.ts';

const updates = 3;
/** A board is updated every minute. */
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
      const calls = () => workspace.slack.control.calls();
      const ofUpdates = () => calls().filter(({ method }) => method === 'chat.update');
      await workspace.as('lena').in('leads').types('/vpn board @field 1h');
      const updated = await eventually(
        'the updates of the board',
        () => (ofUpdates().length > updates ? ofUpdates() : undefined),
        (updates + 1) * patienceMs,
      );
      const numbers = updated.map(({ number }) => number);
      return [{ measured: numbers.slice(1, updates + 1).map((number, at) => number - (numbers[at] ?? 0)) }];
    } finally {
      await workspace.close();
    }
  });
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measureBoard())}\n`);
  process.exit(0);
}
