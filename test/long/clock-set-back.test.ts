import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../e2e/support/eventually.ts';
import { refuseEntries } from '../e2e/support/refuse-entries.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from '../e2e/support/test-workspace.ts';

const later = fileURLToPath(new URL('../e2e/support/clock-one-hour-ahead.ts', import.meta.url));
/** A lease, the look after it, and what a busy machine adds; at worst an hour, while leases go by the time of day. */
const patienceMs = 40_000;

describe.each(['sqlite', 'dynamodb'] as const)(
  'a clock that is set back by an hour after a crash, with the audit log in %s',
  (store) => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await openTestWorkspace({ store, environment: { NODE_OPTIONS: `--import=${later}` } });
    });
    afterAll(() => workspace?.close());

    it('delays no interrupted kick, and is reported in the log', async () => {
      const helga = workspace.as('helga');
      const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
      const letGo = refuseEntries(workspace, 'finished');
      await submitKick(helga, 'helpdesk', session);
      await eventually('the order to end the session', () => workspace.terminations(session)[0]);
      await workspace.kill();
      letGo();

      await workspace.startAgain({ NODE_OPTIONS: '' });
      await eventually(
        'the outcome',
        async () => (await workspace.entries()).find(({ kind }) => kind === 'confirmed'),
        patienceMs,
      );

      expect((await workspace.entries()).map(({ kind }) => kind)).toEqual([
        'requested',
        'finished',
        'confirmed',
      ]);
      expect(workspace.terminations(session)).toHaveLength(1);
      const warning = workspace
        .bot()
        .log()
        .split('\n')
        .find((line) => line.includes('the clock was set back'));
      expect(JSON.parse(warning ?? '{}')).toMatchObject({ level: 'warn' });
      await helga.in('helpdesk').sees('the end', ({ text }) => text.startsWith('1 connection terminated: '));
    });
  },
);
