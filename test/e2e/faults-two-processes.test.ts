import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contradictions } from '../chaos/contradictions.ts';
import { type BotProcess, startBot } from './support/bot-process.ts';
import { type Company, openCompany } from './support/company.ts';
import { eventually } from './support/eventually.ts';
import { keyedMessages } from './support/keyed-messages.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { submitKick } from './support/submit-kick.ts';

/** Slack gives each request to one connection in turn, so that both processes get some of every pair. */
const pairs = ['bob', 'ada', 'cleo', 'dan'].map((name) => `${name}@example.com`);

describe.each(['sqlite', 'dynamodb'] as const)(
  'two processes of the bot on one record in %s',
  { timeout: 120_000 },
  (store) => {
    let company: Company;
    let other: BotProcess;

    beforeAll(async () => {
      company = await openCompany({ store });
      other = await startBot(company.environment);
    });
    afterAll(async () => {
      await other.stop();
      await company.close();
    });

    it('when two people press at once, one Terminate and one outcome come of it, and the late one is told', async () => {
      const sessions = pairs.map((name) => company.connect('prod-eu', name)[0] ?? name);

      for (const session of sessions) {
        await Promise.all(
          (['helga', 'omar'] as const).map((name) => submitKick(company.as(name), 'helpdesk', session)),
        );
      }
      await eventually('every end', async () => {
        const kinds = (await company.entries()).map(({ kind }) => kind);
        return kinds.filter((kind) => kind === 'confirmed').length === pairs.length || undefined;
      });

      const entries = await company.entries();
      for (const name of pairs) {
        const kinds = entries.filter(({ target }) => target === name).map(({ kind }) => kind);
        expect(kinds.filter((kind) => kind === 'finished')).toHaveLength(1);
      }
      for (const session of sessions) expect(company.terminations(session)).toHaveLength(1);
      for (const bot of [company.bot(), other]) expect(bot.log()).toContain('DescribeClientVpnConnections');
    });

    it('a submission that Slack gives to the other process as well ends nothing twice', async () => {
      const [session = ''] = company.connect('prod-eu', 'eve@example.com');
      await submitKick(company.as('helga'), 'helpdesk', session);

      company.slack.control.redeliver(company.slack.control.deliveries().length);
      await company
        .as('helga')
        .in('audit')
        .sees('the end', ({ text }) => tellsOfTermination(text) && text.includes('eve@example.com'));

      const entries = (await company.entries()).filter(({ target }) => target === 'eve@example.com');
      expect(company.terminations(session)).toHaveLength(1);
      expect(entries.filter(({ kind }) => kind === 'finished')).toHaveLength(1);
    });

    it('their records, messages and calls agree', { timeout: 180_000 }, async () => {
      const contradicted = async () =>
        contradictions({
          entries: await company.entries(),
          messages: await keyedMessages(company),
          terminations: company.terminations(),
          connections: company.ec2.fleet().connections,
        });

      await expect.poll(contradicted, { timeout: 120_000, interval: 250 }).toEqual([]);
      expect(await company.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
    });
  },
);
