import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeConfig } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('with kick.notify, a person whose connection was terminated', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace({
      config: { kick: { ...acmeConfig.kick, notify: 'reason' } },
    });
  });
  afterAll(() => workspace?.close());

  it('gets one direct message with the endpoint, the channel and the reason', async () => {
    const helga = workspace.as('helga');
    workspace.connect('prod-eu', 'bob@example.com');

    await helga.in('helpdesk').types('/vpn kick @bob');
    const modal = await helga.modal();
    expect(textOf(modal)).toContain('tells the person');
    await helga.submits(modal, { reason: 'stale session, user asked' });

    const told = await workspace
      .as('bob')
      .inDirectMessage()
      .sees('the notice', ({ text }) => text.startsWith('Your VPN connection to prod-eu was terminated'));
    expect(textOf(told)).toContain('#helpdesk staff');
    expect(textOf(told)).toContain('stale session, user asked');
  });

  it('is told as well if only their e-mail address was typed', async () => {
    const helga = workspace.as('helga');
    workspace.connect('lab', 'bob@example.com');

    await helga.in('helpdesk').types('/vpn kick bob@example.com');
    await helga.submits(await helga.modal(), { reason: 'stale session, user asked' });

    await workspace
      .as('bob')
      .inDirectMessage()
      .sees('the notice', ({ text }) => text.startsWith('Your VPN connection to lab was terminated'));
  });
});
