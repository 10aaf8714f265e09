import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { submitKick } from './support/submit-kick.ts';

describe('the socket to Slack breaks in the middle of a kick', { timeout: 120_000 }, () => {
  let company: Company;

  beforeAll(async () => {
    company = await openCompany();
  });
  afterAll(() => company.close());

  it.each(['warning', 'refresh_requested', 'link_disabled', 'drop'] as const)(
    '%s: the kick comes to its end, and the next one is taken',
    async (reason) => {
      const helga = company.as('helga');
      const [session = ''] = company.connect('prod-eu', `${reason}@example.com`);
      await submitKick(helga, 'helpdesk', session);

      company.slack.control.disconnectSockets(reason);

      await helga
        .in('audit')
        .sees('the end', ({ text }) => tellsOfTermination(text) && text.includes(reason));
      expect(company.terminations(session)).toHaveLength(1);
      await eventually('the bot being back', async () => {
        const { status } = await fetch(`${company.bot().address}/readyz`);
        return status === 200 || undefined;
      });
    },
  );

  it.each(['{', '[]', 'null', '{"type":"error"}', '{"envelope_id":"1","type":"interactive"}'])(
    'a frame such as %s does not end the process',
    async (frame) => {
      company.slack.control.sendFrame(frame);
      await eventually('the bot being there', async () => {
        const { status } = await fetch(`${company.bot().address}/readyz`);
        return status === 200 || undefined;
      });

      const answer = await company.as('helga').in('helpdesk').asks('/vpn help');

      expect(answer.text).not.toBe('');
    },
  );
});

it('app_rate_limited: the process says so and exits with 1, to be started anew', async () => {
  const company = await openCompany();
  onTestFinished(() => company.close());
  const event = { type: 'app_rate_limited', team_id: 'T0ACME', minute_rate_limited: 1_700_000_000 };

  company.slack.control.sendFrame(
    JSON.stringify({ envelope_id: 'limited', type: 'events_api', payload: event }),
  );
  const { exitCode, stderr } = await company.bot().ended;

  expect(exitCode).toBe(1);
  expect(stderr).toContain('a failure that nobody handles');
});
