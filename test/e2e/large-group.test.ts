import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aLargeAcme } from '../builders/a-large-acme.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('a user group of 150', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ slack: { content: aLargeAcme(150) } });
    workspace.connect('prod-eu', 'person7@example.com');
  });
  afterAll(() => workspace?.close());

  it('is looked up while other requests are answered, and Slack never rate-limits the bot', async () => {
    const callsBefore = calls().length;
    await workspace.as('lena').in('leads').types('/vpn who @field');
    await eventually(
      'the look-up of the members',
      () =>
        calls()
          .slice(callsBefore)
          .some(({ method }) => method === 'usergroups.users.list') || undefined,
    );

    const helgas = await workspace.as('helga').in('helpdesk').asks('/vpn who person7');
    expect(textOf(helgas)).toContain('person7@example.com');
    const lenas = await workspace.as('lena').in('leads').sees('who of the group is on', isTeam);
    expect(textOf(lenas)).toContain('1 of 150 members connected');
    expect(calls().filter(({ status }) => status === 429)).toEqual([]);
  });

  const calls = () => workspace.slack.control.calls();
  const isTeam = (message: Parameters<typeof textOf>[0]) =>
    textOf(message).includes('of 150 members connected');
});
