import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';

describe('what reaches the bot while it is not Slack', () => {
  let company: Company;

  beforeAll(async () => {
    company = await openCompany({ transport: 'http' });
  });
  afterAll(() => company.close());

  it.each([
    ['without a signature', {}],
    [
      'with a wrong signature',
      {
        'x-slack-signature': `v0=${'0'.repeat(64)}`,
        'x-slack-request-timestamp': String(Math.floor(Date.now() / 1000)),
      },
    ],
  ])('a request %s is turned away and does nothing', async (_, headers) => {
    const response = await fetch(`${company.bot().address}/slack/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: 'command=%2Fvpn&text=who&user_id=U0HELGA&team_id=T0ACME&channel_id=C0HELPDESK',
    });

    expect(response.status).toBe(401);
    expect(company.ec2.calls()).toEqual([]);
  });
});
