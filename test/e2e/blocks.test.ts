import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { isJsonObject, type JsonObject } from '../../emulators/slack/protocol/json-object.ts';
import { kindsIn, omarSubmits, secopsSees, testBlocks } from './suites/blocks.ts';
import { type BlockTestWorkspace, openBlockTestWorkspace } from './support/block-test-workspace.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { forge } from './support/forge.ts';
import { openTestWorkspace } from './support/test-workspace.ts';
import { useTestWorkspace } from './support/use-test-workspace.ts';

testBlocks('on one machine', openTestWorkspace);

describe('a table of blocks that cannot be read or written', () => {
  let workspace: BlockTestWorkspace;

  beforeAll(async () => {
    workspace = await openBlockTestWorkspace(openTestWorkspace, { reconnectMs: 60_000 });
    await workspace.loseTable();
  });
  afterAll(() => workspace?.close());

  it('connections are still terminated, and the channel says that the block failed', async () => {
    const laptop = workspace.newcomer('mallory-laptop');

    await omarSubmits(workspace, `/vpn kick ${laptop}`, 'until-lifted');

    const outcome = await secopsSees(workspace, 'connection terminated · not blocked*', laptop);

    expect(textOf(outcome)).toContain('*Not blocked*');
    expect(textOf(outcome)).toContain('They can still connect');
    expect(await kindsIn(workspace, laptop)).toEqual(
      expect.arrayContaining(['block-requested', 'failed', 'requested', 'finished', 'confirmed']),
    );
  });

  it('allows everyone if the operator chose so', async () => {
    const dialled = await workspace.ec2.dial({
      endpointId: 'cvpn-endpoint-0000000000000aaa3',
      commonName: 'kiosk.example.com',
    });

    expect(dialled).toEqual({ denied: expect.stringContaining('try again') });
    expect(workspace.lambda.log('AWSClientVPN-bouncer')).toContain('turned_away_unread');
  });
});

it('a forged submission blocks no connection that the modal did not offer', async () => {
  const workspace = await openBlockTestWorkspace(openTestWorkspace);
  onTestFinished(() => workspace.close());
  const mallory = workspace.newcomer('mallory');
  const anna = 'anna@example.com';
  const [annas = ''] = workspace.connect('prod-us', anna);
  await omarSubmits(workspace, `/vpn block ${mallory} 4h stolen`);
  await secopsSees(workspace, '*Blocked*', mallory);

  await forge(workspace, (submission) => withTick(submission, annas));
  await eventually('the answer', async () => {
    const { messages } = await workspace.as('omar').snapshot();
    return messages.find((message) =>
      textOf(message).includes('didn’t offer one of the selected connections'),
    );
  });

  expect((await workspace.entries()).map(({ target }) => target)).not.toContain(anna);
  expect(workspace.terminations(annas)).toEqual([]);
});

/** The same submission in another modal, with a connection ticked as a possible match. */
function withTick(submission: JsonObject, connection: string): JsonObject {
  const view = parsed(submission.view);
  const ticks = { type: 'checkboxes', selected_options: [{ value: connection }] };
  const values = { ...parsed(parsed(view.state).values), possible: { possible: ticks } };
  return { ...submission, view: { ...view, id: 'V0FORGED', state: { values } } };
}

function parsed(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

describe('without a table of blocks', () => {
  it('a block terminates the connections, and says that no one can be blocked', async () => {
    const workspace = await useTestWorkspace();
    const omar = workspace.as('omar');
    const laptop = 'mallory-laptop.example.com';
    workspace.connect('lab', laptop);

    await omar.in('secops').types(`/vpn block ${laptop} 4h stolen`);
    const modal = await omar.modal();
    await omar.submits(modal, { reason: 'laptop stolen' });
    await omar.in('secops').sees('the end', (message) => /connections? terminated\*/.test(textOf(message)));
    const kinds = (await workspace.entries()).map(({ kind }) => kind);

    expect(textOf(modal)).toContain('Blocking isn’t set up');
    expect(kinds).toEqual(['requested', 'finished', 'confirmed']);
  });
});
