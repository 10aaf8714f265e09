import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApprovalScenario, approvalScenario, isApprove } from './support/approval-scenario.ts';
import { elementsOf, textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

/** Hundreds of connections are terminated here, and how fast is no matter. */
const terminations = { burst: 400, perSecond: 50 };

let workspace: TestWorkspace;
let scene: ApprovalScenario;

beforeAll(async () => {
  workspace = await openTestWorkspace({ config: { terminations } });
  workspace.slack.control.changeChannel({ id: 'C0SECOPS', members: ['U0HELGA', 'U0OMAR'] });
  scene = approvalScenario(workspace);
});
afterAll(() => workspace?.close());

const people = (count: number, of: string) =>
  Array.from({ length: count }, (_, n) => `${of}${n}@example.com`);
const namesIn = (text: string, of: string) => new Set(text.match(new RegExp(`${of}\\d+@example\\.com`, 'g')));

async function askFor(targetRef: string, endpoint: string) {
  const { omar } = scene;
  await omar.in('secops').types(`/vpn kick ${targetRef}`);
  const modal = await omar.seesModal('the question', ({ submit }) => submit !== null);
  await omar.submits(modal, { reason: 'the key was stolen', endpoint });
  return modal;
}

async function requestIn(text: string) {
  return scene.helga
    .in('secops')
    .sees(
      'the request',
      (m) => m.text.startsWith('Approval needed') && m.text.includes(text) && elementsOf(m).some(isApprove),
    );
}

/** Everything that is said in a channel, its threads included. */
const saidIn = async (channel: 'secops' | 'audit') =>
  (await scene.helga.in(channel).messages()).map(textOf).join('\n');

it('the requester, the approver and the audit channel see every name of a request for twenty people', async () => {
  const names = people(20, 'team');
  for (const name of names) workspace.connect('prod-eu', name);

  const modal = await askFor(names.join(', '), 'prod-eu');
  const request = await requestIn('team0@');
  const audited = await scene.omar
    .in('audit')
    .sees('the request', (message) => message.text.startsWith('Approval requested'));

  for (const text of [textOf(modal), textOf(request), textOf(audited)])
    expect(namesIn(text, 'team')).toEqual(new Set(names));
  await scene.helga.presses(request, isApprove);
  await eventually('the end', () => workspace.terminations()[19]);
});

it('a request for everyone shows hundreds of names in its thread, and terminates only those', async () => {
  const names = people(300, 'lab');
  for (const name of names) workspace.connect('lab', name);

  await askFor('all on lab', 'lab');
  const request = await requestIn('everyone on lab');
  const [late = ''] = workspace.connect('lab', 'late@example.com');
  const [again = ''] = workspace.connect('lab', 'lab0@example.com');
  await scene.helga.presses(request, isApprove);
  const entry = await eventually('the approval', async () =>
    (await workspace.entries()).find(
      ({ kind, target }) => kind === 'approved' && target === 'everyone on lab',
    ),
  );

  for (const channel of ['secops', 'audit'] as const)
    expect(namesIn(await saidIn(channel), 'lab')).toEqual(new Set(names));
  expect(entry.detail).toContain('left out, since the request does not name them: late@example.com');
  await eventually('the end of one who came again', () => workspace.terminations(again)[0]);
  expect(workspace.terminations(late)).toEqual([]);
});
