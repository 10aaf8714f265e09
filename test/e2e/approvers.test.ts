import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApprovalScenario, approvalScenario, isApprove } from './support/approval-scenario.ts';
import { textOf } from './support/elements.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const behind = fileURLToPath(new URL('./support/clock-eleven-minutes-behind.ts', import.meta.url));

describe('with approvers in the configuration', () => {
  let workspace: TestWorkspace;
  let scene: ApprovalScenario;

  beforeAll(async () => {
    // Anna and Lena are in the group.
    workspace = await openTestWorkspace({ config: { kick: { approvers: ['S0PLATFORM'] } } });
    workspace.slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0HELGA', 'U0OMAR', 'U0ANNA'] });
    scene = approvalScenario(workspace);
  });
  afterAll(() => workspace?.close());

  it('the request mentions them, and only they can approve it', async () => {
    const { omar } = scene;
    const { name, session, request } = await scene.asked('svc-listed');

    const denied = await omar.in('helpdesk').answerTo(() => omar.presses(request, isApprove));
    expect(textOf(request)).toContain('<!subteam^S0PLATFORM> in <#C0HELPDESK> can approve');
    expect(textOf(denied)).toContain('Only the approvers named in the request');
    expect(workspace.terminations(session)).toEqual([]);

    await workspace.as('anna').presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);
  });

  it('they are reminded once in the thread, halfway through the time', async () => {
    await workspace.kill();
    await workspace.startAgain({ NODE_OPTIONS: `--import=${behind}`, CLOCK_BEHIND_MINUTES: '6' });
    const { request } = await scene.asked('svc-slow');
    await workspace.kill();
    await workspace.startAgain();

    const reminder = await scene.omar
      .in('helpdesk')
      .sees('the reminder', ({ text }) => text.includes('still needs approval'));
    expect(reminder.threadTs).toBe(request.ts);
    expect(textOf(reminder)).toContain('<!subteam^S0PLATFORM>');
  });

  it('an expired request can be requested again, with the reason filled in', async () => {
    const { omar } = scene;
    await workspace.kill();
    await workspace.startAgain({ NODE_OPTIONS: `--import=${behind}` });
    const { name, session } = await scene.asked('svc-late');
    await workspace.kill();
    await workspace.startAgain();
    const expired = await scene.sees(omar, 'helpdesk', `Expired: 1 connection of ${name}`);

    await omar.presses(expired, ({ actionId }) => actionId === 'approval_again');
    const modal = await omar.modal();
    expect(textOf(modal)).toContain(name);
    expect(JSON.stringify(modal)).toContain('"initial_value":"the key leaked"');
    await omar.submits(modal, { reason: 'the key leaked' });

    const request = await scene.request(name);
    expect(textOf(request)).toContain(`Requested by <@${omar.id}>`);
    expect(workspace.terminations(session)).toEqual([]);
  });
});
