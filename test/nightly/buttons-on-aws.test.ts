import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApprovalScenario, approvalScenario, isApprove } from '../e2e/support/approval-scenario.ts';
import { elementsOf, textOf } from '../e2e/support/elements.ts';
import {
  type LambdaTestWorkspace,
  openLambdaTestWorkspace,
} from '../e2e/support/lambda/lambda-test-workspace.ts';

const behind = fileURLToPath(new URL('../e2e/support/clock-eleven-minutes-behind.ts', import.meta.url));

describe('what people press, on AWS', () => {
  let workspace: LambdaTestWorkspace;
  let scene: ApprovalScenario;

  beforeAll(async () => {
    // Anna and Lena are in the group.
    workspace = await openLambdaTestWorkspace({
      config: { kick: { approvers: ['S0PLATFORM'], notify: 'reason' } },
    });
    workspace.slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0HELGA', 'U0OMAR', 'U0ANNA'] });
    scene = approvalScenario(workspace);
  });
  afterAll(() => workspace?.close());

  it('sorts a list', async () => {
    const { omar } = scene;
    workspace.connect('prod-eu', 'early@example.com');
    workspace.connect('lab', 'late.example.com');
    const list = await omar.in('secops').asks('/vpn who');

    const sorted = await omar.turns(list, ({ actionId }) => actionId === 'list_sort', 'newest');

    const initial = elementsOf(sorted).find(({ actionId }) => actionId === 'list_sort')?.initial;
    expect(initial).toEqual(['newest']);
  });

  it('shows the details of a connection, and how it ended after Terminate was pressed there', async () => {
    const { omar } = scene;
    const [stale = ''] = workspace.connect('prod-eu', 'stale@example.com');
    const details = await omar.in('secops').asks(`/vpn who ${stale}`);

    await omar.presses(details, ({ actionId }) => actionId === 'terminate');
    await omar.submits(await omar.modal(), { reason: 'stale connection' });

    await omar
      .in('secops')
      .sees('its end', (message) => message.ts === details.ts && textOf(message).includes('Terminated by'));
  });

  it('tells a person once that their connection was terminated', async () => {
    const { helga } = scene;
    workspace.connect('prod-eu', 'bob@example.com');
    await helga.in('helpdesk').types('/vpn kick @bob');
    await helga.submits(await helga.modal(), { reason: 'stale session, user asked' });

    const bob = workspace.as('bob').inDirectMessage();
    await bob.sees('the notice', ({ text }) =>
      text.startsWith('Your VPN connection to prod-eu was terminated'),
    );
    await scene.sees(helga, 'helpdesk', '1 connection terminated: bob@example.com');
    expect(await bob.messages()).toHaveLength(1);
  });

  it('sends the audit log as files', async () => {
    const { omar } = scene;
    const found = await omar.in('secops').asks('/vpn audit');

    await omar.presses(found, ({ actionId }) => actionId === 'record_export');

    const sent = await omar.inDirectMessage().sees('the files', ({ files }) => files.length > 0);
    expect(sent.files.map(({ name }) => name)).toEqual([
      expect.stringMatching(/\.csv$/),
      expect.stringMatching(/\.jsonl$/),
    ]);
  });

  it('reminds the approvers once, and only they can approve', async () => {
    const { omar } = scene;
    await workspace.kill();
    await workspace.startAgain({ NODE_OPTIONS: `--import=${behind}`, CLOCK_BEHIND_MINUTES: '6' });
    const { name, request } = await scene.asked('svc-slow');
    await workspace.kill();
    await workspace.startAgain();

    const reminder = await omar
      .in('helpdesk')
      .sees('the reminder', ({ text }) => text.includes('still needs approval'));
    const denied = await omar.in('helpdesk').answerTo(() => omar.presses(request, isApprove));
    await workspace.as('anna').presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);

    expect(reminder.threadTs).toBe(request.ts);
    expect(textOf(denied)).toContain('Only the approvers named in the request');
  });

  it('opens the kick modal again for a request that expired', async () => {
    const { omar } = scene;
    await workspace.kill();
    await workspace.startAgain({ NODE_OPTIONS: `--import=${behind}` });
    const { name } = await scene.asked('svc-late');
    await workspace.kill();
    await workspace.startAgain();
    const expired = await scene.sees(omar, 'helpdesk', `Expired: 1 connection of ${name}`);

    await omar.presses(expired, ({ actionId }) => actionId === 'approval_again');

    expect(textOf(await omar.modal())).toContain(name);
  });
});
