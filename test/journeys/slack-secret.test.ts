import { expect, it } from 'vitest';
import { openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';

/** The tokens that the emulated workspace takes. */
const secret = JSON.stringify({ botToken: 'xoxb-emulated-bot-token', appToken: 'xapp-emulated-app-token' });

it('the tokens may wait in Secrets Manager instead of the environment', { timeout: 60_000 }, async () => {
  const company = await openCompany({
    ec2: { secrets: { 'bouncer/slack': secret } },
    environment: { SLACK_SECRET_ID: 'bouncer/slack', SLACK_BOT_TOKEN: undefined, SLACK_APP_TOKEN: undefined },
  });

  const answer = await company.as('helga').in('helpdesk').asks('/vpn who');
  const asked = company.ec2.calls().filter(({ service }) => service === 'secretsmanager');
  const log = company.bot().log();
  await company.close();

  expect(textOf(answer)).toContain('0 connections');
  expect(asked.map(({ action }) => action)).toEqual(['GetSecretValue']);
  expect(log).not.toMatch(/xoxb-|xapp-/);
});
