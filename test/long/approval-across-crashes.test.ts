import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type ApprovalScenario, approvalScenario, isApprove } from '../e2e/support/approval-scenario.ts';
import { textOf } from '../e2e/support/elements.ts';
import { keyedMessages } from '../e2e/support/keyed-messages.ts';
import { openLambdaTestWorkspace } from '../e2e/support/lambda/lambda-test-workspace.ts';
import { refuseEntries } from '../e2e/support/refuse-entries.ts';
import { openTestWorkspace, type TestWorkspace } from '../e2e/support/test-workspace.ts';

const earlier = fileURLToPath(new URL('../e2e/support/clock-eleven-minutes-behind.ts', import.meta.url));

describe.each([
  { way: 'on one machine', open: openTestWorkspace },
  { way: 'on AWS', open: openLambdaTestWorkspace },
])('an approval request, when the bot is killed, $way', ({ open }) => {
  let workspace: TestWorkspace;
  let scene: ApprovalScenario;

  beforeAll(async () => {
    workspace = await open();
    scene = approvalScenario(workspace);
  });
  afterAll(() => workspace?.close());

  it('is carried out once after a crash between approval and kick, in both names', async () => {
    const { omar } = scene;
    const { name, session, request } = await scene.asked('svc-crash');
    const letGo = refuseEntries(workspace, 'requested');
    await omar.presses(request, isApprove);
    await scene.recorded('approved', name);

    await workspace.kill();
    letGo();
    await workspace.startAgain();
    await scene.recorded('confirmed', name);

    const entries = await scene.entriesAbout(name);
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['approval-requested', 'approved', 'requested', 'finished', 'confirmed'],
    ]);
    expect(entries.at(-1)?.detail).toContain('approved by omar (U0OMAR)');
    expect(workspace.terminations(session)).toHaveLength(1);
  });

  it('expires after ten minutes: its message says so, and later presses are told that it is too late', async () => {
    const { omar } = scene;
    await workspace.kill();
    await workspace.startAgain({ NODE_OPTIONS: `--import=${earlier}` });
    const { name, session, request } = await scene.asked('svc-slow');
    await workspace.kill();
    await workspace.startAgain();

    await scene.sees(omar, 'helpdesk', `Expired: 1 connection of ${name}`);
    const answer = await omar.in('helpdesk').answerTo(() => scene.pressesLate(omar, request));

    expect(textOf(answer)).toContain('This request expired at');
    const entries = await scene.entriesAbout(name);
    expect(entries.map(({ kind, detail }) => [kind, detail]).slice(1)).toEqual([
      ['approval-lapsed', 'nobody decided in time'],
      ['refused', 'approval_over (kick)'],
    ]);
    expect(workspace.terminations(session)).toEqual([]);
    expect(await workspace.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });
});

describe('an approval request, when the bot is restarted', () => {
  let workspace: TestWorkspace;
  let scene: ApprovalScenario;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    scene = approvalScenario(workspace);
  });
  afterAll(() => workspace?.close());

  it('can be approved after a restart, in the message that the previous process posted', async () => {
    const { omar } = scene;
    const { name, request } = await scene.asked('svc-night');
    await workspace.restart();

    await omar.presses(request, isApprove);
    await scene.sees(omar, 'helpdesk', `1 connection terminated: ${name}`);

    const posted = (await keyedMessages(workspace)).filter(
      ({ key, text }) => key.startsWith('approval ') && text.includes(name),
    );
    expect(posted).toHaveLength(1);
  });

  it('is denied if the configuration no longer grants the kick', async () => {
    const { omar } = scene;
    const { session, request } = await scene.asked('svc-rules');
    onTestFinished(() => workspace.restart());
    await workspace.restart({ channels: [{ id: 'C0HELPDESK', name: 'helpdesk', allow: ['see'] }] });

    const answer = await omar.in('helpdesk').answerTo(() => omar.presses(request, isApprove));

    expect(textOf(answer)).toContain('You can’t terminate connections');
    expect(workspace.terminations(session)).toEqual([]);
  });
});
