import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { textOf } from './support/elements.ts';
import { eventually, patientlyTimed } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { refuseEntries } from './support/refuse-entries.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

/**
 * From the moment the next process says that it is ready: one or two seconds on a machine that has nothing else to do,
 * and in any case far less than the eleven to fifteen that the lease of the dead process would still last.
 */
const withinMs = 8_000;

describe('a bot on one machine that is killed in the middle of a kick', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
  });
  afterAll(() => workspace?.close());

  it('records and shows the outcome as soon as it restarts, without waiting for a lease', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
    const letGo = refuseEntries(workspace, 'finished');
    await submitKick(helga, 'helpdesk', session);
    await eventually('the order to end the session', () => workspace.terminations(session)[0]);

    await workspace.kill();
    letGo();
    await workspace.startAgain();
    const { tookMs } = await patientlyTimed(() =>
      eventually('the outcome', async () => {
        const [message] = (await helga.in('helpdesk').messages()).filter((each) =>
          textOf(each).includes('bob@'),
        );
        return tellsOfTermination(message?.text) || undefined;
      }),
    );

    expect(tookMs).toBeLessThan(withinMs);
    expect((await workspace.entries()).map(({ kind }) => kind)).toEqual([
      'requested',
      'finished',
      'confirmed',
    ]);
    expect(workspace.terminations(session)).toHaveLength(1);
  });
});
