import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerAnywhere } from './support/answer-anywhere.ts';
import { endpointNamed } from './support/bot-config.ts';
import { eventually } from './support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await openTestWorkspace({
    config: { people: { match: 'email', map: { U0BOB: ['bob-laptop', 'shared-client'] } } },
  });
});
afterAll(() => workspace?.close());

function connect(username: string): string {
  const { id: endpointId } = endpointNamed('prod-eu');
  return workspace.ec2.connect({ endpointId, username, commonName: 'shared-client' });
}

it('a kick of a person terminates no connection of other users who share their certificate', async () => {
  const helga = workspace.as('helga');
  const others = ['ada', 'ben', 'carl', 'dora'].map((user) => connect(`${user}@example.com`));

  for (const targetRef of ['shared-client', '@bob']) {
    const answer = await answerAnywhere(workspace.as('omar'), 'helpdesk', `/vpn kick ${targetRef}`);
    expect(answer).toContain('You can’t terminate several people’s connections');
  }
  const bobs = connect('bob@example.com');
  await helga.in('helpdesk').types('/vpn kick @bob');
  await helga.submits(await helga.modal(), { reason: 'user asked for it' });
  await eventually('the end', () => workspace.terminations(bobs, 'bob@example.com')[0]);
  await helga.in('helpdesk').sees('the end', ({ text }) => text.startsWith('1 connection terminated'));
  expect(workspace.terminations(...others)).toEqual([]);
});
