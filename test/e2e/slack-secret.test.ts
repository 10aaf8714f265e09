import { describe, expect, it } from 'vitest';
import { signatureOf } from '../../emulators/slack/delivery/signed-http.ts';
import { type Company, openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';

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

describe('the tokens may wait in Secrets Manager instead of the environment', { timeout: 120_000 }, () => {
  it('are read once, and no log holds them', async () => {
    const company = await openWithSecret('socket');

    const answer = await company.as('helga').in('helpdesk').asks('/vpn who');
    const asked = reads(company);
    const log = company.bot().log();
    await company.close();

    expect(textOf(answer)).toContain('0 connections');
    expect(asked.map(({ action }) => action)).toEqual(['GetSecretValue']);
    expect(log).not.toMatch(/xoxb-|xapp-/);
  });

  it('may be replaced while the bot runs in Socket Mode: the next command works, and the next connection', async () => {
    const company = await openWithSecret('socket');
    await company.as('helga').in('helpdesk').asks('/vpn who');
    await eventually('both sockets being open', () => opened(company) === 2 || undefined);

    replace(company);
    // Nobody has looked this person up yet, so that Slack has to be asked.
    const answer = await company.as('omar').in('helpdesk').asks('/vpn who');
    const refusals = company.slack.control.calls().map(({ answer: { error } }) => error);
    company.slack.control.disconnectSockets('refresh_requested');
    await eventually('both sockets being opened again', () => opened(company) === 4 || undefined);
    const after = await company.as('helga').in('helpdesk').asks('/vpn who');
    const log = company.bot().log();
    await company.close();

    expect(refusals).toContain('token_revoked');
    expect(textOf(answer)).toContain('0 connections');
    expect(textOf(after)).toContain('0 connections');
    expect(log).not.toMatch(/xoxb-|xapp-/);
  });

  it('may be replaced while the bot runs over HTTP: the old signature is good for an hour, a forged one never', async () => {
    const company = await openWithSecret('http');
    await company.as('helga').in('helpdesk').asks('/vpn who');

    replace(company);
    const answer = await company.as('omar').in('helpdesk').asks('/vpn who');
    const before = reads(company).length;
    const forged = await Promise.all(Array.from({ length: 50 }, () => send(company, 'guessed')));
    const old = await send(company, first.signingSecret);
    const log = company.bot().log();
    const asked = reads(company).length - before;
    await company.close();

    expect(textOf(answer)).toContain('0 connections');
    expect(old).toBe(200);
    expect(new Set(forged)).toEqual(new Set([401]));
    // Two versions are read at a time, and nothing for ten seconds.
    expect(asked).toBeLessThanOrEqual(2);
    expect(log).not.toMatch(/xoxb-|xapp-|signing-secret/);
  });
});

function openWithSecret(transport: 'socket' | 'http'): Promise<Company> {
  const { appToken, ...overHttp } = first;
  const tokens = transport === 'socket' ? { ...overHttp, appToken } : overHttp;
  return openCompany({
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
function replace(company: Company): void {
  const isHttp = company.bot().log().includes('"mode":"http"');
  const { appToken, ...overHttp } = second;
  company.ec2.putSecret(secretId, JSON.stringify(isHttp ? overHttp : { ...overHttp, appToken }));
  company.slack.control.rotate(second);
}

function reads({ ec2 }: Company) {
  return ec2.calls().filter(({ service }) => service === 'secretsmanager');
}

/** @returns The status with which the bot answers a command signed so. */
async function send(company: Company, signingSecret: string): Promise<number> {
  const body = 'command=%2Fvpn&text=help&user_id=U0HELGA&team_id=T0ACME&channel_id=C0HELPDESK';
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const { status } = await fetch(`${company.bot().address}/slack/events`, {
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
function opened({ slack }: Company): number {
  const { calls } = slack.control;
  return calls().filter(({ method, answer }) => method === 'apps.connections.open' && answer.ok).length;
}
