import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testApproval, testApprovalRequests } from './suites/approval.ts';
import { type ApprovalScenario, approvalScenario, isApprove } from './support/approval-scenario.ts';
import { type BotProcess, startBot } from './support/bot-process.ts';
import { eventually } from './support/eventually.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

testApproval('over a socket', () => openTestWorkspace({ transport: 'socket' }));
testApproval('over HTTP', () => openTestWorkspace({ transport: 'http' }));
testApproval('and recorded in DynamoDB', () => openTestWorkspace({ store: 'dynamodb' }));
testApprovalRequests('on one machine', () => openTestWorkspace());

describe('an approval request, with two processes on one audit log', () => {
  let workspace: TestWorkspace;
  let scene: ApprovalScenario;
  let other: BotProcess;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    workspace.slack.control.changeChannel({ id: 'C0HELPDESK', members: ['U0HELGA', 'U0OMAR', 'U0ANNA'] });
    other = await startBot(workspace.environment);
    scene = approvalScenario(workspace);
  });
  afterAll(async () => {
    await other?.stop();
    await workspace?.close();
  });

  it('is needed for the sixth connection of one person that is terminated one at a time, whichever process receives the press', async () => {
    const { helga } = scene;
    const name = scene.newName('mallory');
    const connections = workspace.connect('prod-eu', name, 7);

    for (const session of connections.slice(0, 5)) {
      await submitKick(helga, 'helpdesk', session, 'one at a time');
      await eventually('the end', () => workspace.terminations(session)[0]);
    }
    await submitKick(helga, 'helpdesk', connections[5] ?? '', 'one at a time');
    await scene.recorded('approval-requested', name);

    expect(workspace.terminations(...connections)).toHaveLength(5);
  });

  // Slack gives each request to one connection in turn, so that each process gets one of every two.
  it.each(['svc-one', 'svc-two', 'svc-three'])(
    'terminates %s once when two people approve at once, and tells one of them that it was decided',
    async (called) => {
      const { name, session, request } = await scene.asked(called);
      const approvers = [scene.omar, workspace.as('anna')];

      await Promise.all(approvers.map((approver) => approver.presses(request, isApprove)));
      await scene.recorded('confirmed', name);
      await scene.recorded('refused', name);

      const kinds = (await scene.entriesAbout(name)).map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(
        ['approval-requested', 'approved', 'requested', 'finished', 'confirmed', 'refused'].toSorted(),
      );
      expect(workspace.terminations(session)).toHaveLength(1);
    },
  );
});
