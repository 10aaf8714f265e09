import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

const secretId = 'bouncer/slack';
const first = {
  botToken: 'xoxb-emulated-bot-token',
  appToken: 'xapp-emulated-app-token',
  signingSecret: 'emulated-signing-secret',
};
const second = {
  botToken: 'xoxb-second-bot-token',
  appToken: 'xapp-second-app-token',
  signingSecret: 'second-signing-secret',
};

describe('the tokens can be stored in Secrets Manager instead of the environment', () => {
  it('are read once, and are in no log', async () => {
    const workspace = await openWithSecret('socket');

    const answer = await workspace.as('helga').in('helpdesk').asks('/vpn who');
    const asked = reads(workspace);
    const log = workspace.bot().log();
    await workspace.close();

    expect(textOf(answer)).toContain('No one is connected');
    expect(asked.map(({ action }) => action)).toEqual(['GetSecretValue']);
    expect(log).not.toMatch(/xoxb-|xapp-/);
  });

  it('can be replaced while Bouncer runs in Socket Mode: the next command and the next socket work', async () => {
    const workspace = await openWithSecret('socket');
    await workspace.as('helga').in('helpdesk').asks('/vpn who');
    await eventually('both sockets being open', () => opened(workspace) === 2 || undefined);

    replace(workspace);
    // Nobody has looked this person up yet, so that Slack has to be asked.
    const answer = await workspace.as('omar').in('helpdesk').asks('/vpn who');
    const refusals = workspace.slack.control.calls().map(({ answer: { error } }) => error);
    workspace.slack.control.disconnectSockets('refresh_requested');
    await eventually('both sockets being opened again', () => opened(workspace) === 4 || undefined);
    const after = await workspace.as('helga').in('helpdesk').asks('/vpn who');
    const log = workspace.bot().log();
    await workspace.close();

    expect(refusals).toContain('token_revoked');
    expect(textOf(answer)).toContain('No one is connected');
    expect(textOf(after)).toContain('No one is connected');
    expect(log).not.toMatch(/xoxb-|xapp-/);
  });

  it('can be replaced while Bouncer runs over HTTP: the old signature is valid for an hour, and a forged one never', async () => {
    const workspace = await openWithSecret('http');
    await workspace.as('helga').in('helpdesk').asks('/vpn who');

    replace(workspace);
    const answer = await workspace.as('omar').in('helpdesk').asks('/vpn who');
    const before = reads(workspace).length;
    const forged = await Promise.all(Array.from({ length: 50 }, () => send(workspace, 'guessed')));
    const old = await send(workspace, first.signingSecret);
    const log = workspace.bot().log();
    const asked = reads(workspace).length - before;
    await workspace.close();

    expect(textOf(answer)).toContain('No one is connected');
    expect(old).toBe(200);
    expect(new Set(forged)).toEqual(new Set([401]));
    // Two versions are read at a time, and nothing for ten seconds.
    expect(asked).toBeLessThanOrEqual(2);
    expect(log).not.toMatch(/xoxb-|xapp-|signing-secret/);
  });
});

function openWithSecret(transport: 'socket' | 'http'): Promise<TestWorkspace> {
  const { appToken, ...overHttp } = first;
  const tokens = transport === 'socket' ? { ...overHttp, appToken } : overHttp;
  return openTestWorkspace({
    transport,
    ec2: { secrets: { [secretId]: JSON.stringify(tokens) } },
    environment: {
      SLACK_SECRET_ID: secretId,
      SLACK_BOT_TOKEN: undefined,
      SLACK_APP_TOKEN: undefined,
      SLACK_SIGNING_SECRET: undefined,
    },
  });
}

/** An administrator makes new credentials in Slack, puts them into the secret, and the old ones are revoked. */
function replace(workspace: TestWorkspace): void {
  const isHttp = workspace.bot().log().includes('"mode":"http"');
  const { appToken, ...overHttp } = second;
  workspace.ec2.putSecret(secretId, JSON.stringify(isHttp ? overHttp : { ...overHttp, appToken }));
  workspace.slack.control.rotate(second);
}

function reads({ ec2 }: TestWorkspace) {
  return ec2.calls().filter(({ service }) => service === 'secretsmanager');
}

/** @returns The status with which the bot answers a command signed so. */
async function send(workspace: TestWorkspace, signingSecret: string): Promise<number> {
  const body = 'command=%2Fvpn&text=help&user_id=U0HELGA&team_id=T0ACME&channel_id=C0HELPDESK';
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { status } = await fetch(`${workspace.bot().address}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(body, timestamp, signingSecret),
    },
    body,
  });
  return status;
}

/** How often a socket was opened. */
function opened({ slack }: TestWorkspace): number {
  const { calls } = slack.control;
  return calls().filter(({ method, answer }) => method === 'apps.connections.open' && answer.ok).length;
}
