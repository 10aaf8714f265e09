import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('requests that are not from Slack', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ transport: 'http' });
  });
  afterAll(() => workspace?.close());

  it.each([
    ['without a signature', {}],
    [
      'with a wrong signature',
      {
        'x-slack-signature': `v0=${'0'.repeat(64)}`,
        'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
      },
    ],
  ])('a request %s is rejected and does nothing', async (_, headers) => {
    const response = await fetch(`${workspace.bot().address}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'command=%2Fvpn&text=who&user_id=U0HELGA&team_id=T0ACME&channel_id=C0HELPDESK',
    });

    expect(response.status).toBe(401);
    expect(workspace.ec2.calls()).toEqual([]);
  });
});
