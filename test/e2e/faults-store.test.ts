import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { keyedMessages } from './support/keyed-messages.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';
import { withholdStore } from './support/withhold-store.ts';

/** Several attempts at writing, each of which waits for the lock, or tries for ten seconds. */
const withheldMs = 45_000;

describe.each([
  { store: 'sqlite', withheld: 'locked', lost: 'restart' },
  { store: 'dynamodb', withheld: 'did not answer', lost: 'no such table' },
] as const)(
  'a record in $store that cannot be written',
  { timeout: 240_000 },
  ({ store, withheld, lost }) => {
    let company: Company;
    let helga: PersonAtWork;

    beforeAll(async () => {
      company = await openCompany({ store, ec2: { terminationMs: 3_000 } });
      helga = company.as('helga');
    });
    afterAll(() => company.close());

    it('before the act: nothing is terminated, people are told, /readyz says why, and later it works again', async () => {
      const [session = ''] = company.connect('prod-eu', 'bob@example.com');
      const giveBack = withholdStore(company);

      await submitKick(helga, 'helpdesk', session);
      const answer = await eventually(
        'the answer',
        async () => (await helga.inDirectMessage().messages()).find(({ user }) => user !== helga.id),
        withheldMs,
      );
      const readiness = await readyz();
      giveBack();

      expect(textOf(answer)).toContain('Nothing was done');
      expect(readiness).toMatchObject({ status: 503, text: expect.stringContaining(withheld) });
      expect(company.terminations()).toEqual([]);
      expect(await company.entries()).toEqual([]);
      await submitKick(helga, 'helpdesk', session);
      await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
      await isAnswered(200, 'ready');
    });

    it('after the act: people are told that the outcome is not recorded, and it is recorded once it can be', async () => {
      const [session = ''] = company.connect('prod-eu', 'ada@example.com');
      await submitKick(helga, 'helpdesk', session);
      await helga
        .in('helpdesk')
        .sees('the beginning', ({ text }) => text.startsWith('Terminating') && text.includes('ada@'));
      const giveBack = withholdStore(company);

      const told = await eventually(
        'the warning',
        async () =>
          (await helga.in('helpdesk').messages()).find((message) =>
            textOf(message).includes('could *not be written to the audit log*'),
          ),
        withheldMs,
      );
      giveBack();
      await helga.in('audit').sees('the end', ({ text }) => isEndOf('ada@example.com', text));

      const entries = (await company.entries()).filter(({ target }) => target === 'ada@example.com');
      expect(textOf(told)).toContain('ada@example.com');
      expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
      expect(company.terminations(session)).toHaveLength(1);
      await eventually('the warning being taken back', async () => {
        const shown = (await keyedMessages(company)).find(
          ({ key }) => key === `kick ${entries[0]?.correlation}`,
        );
        return tellsOfTermination(shown?.text) || undefined;
      });
    });

    it('because its file or table is gone: nothing is terminated, and /readyz says what to do', async () => {
      const [session = ''] = company.connect('prod-eu', 'cleo@example.com');
      if (company.dynamo === undefined) await rm(join(company.folder, 'bouncer.db'));
      else company.dynamo.befallAll({ refused: 'ResourceNotFoundException' });

      const answer = await helga.inDirectMessage().answerTo(() => submitKick(helga, 'helpdesk', session));

      expect(textOf(answer)).toContain('Nothing was done');
      expect(company.terminations(session)).toEqual([]);
      await isAnswered(503, lost);
    });

    /** An answer of /readyz serves for seconds. */
    function isAnswered(status: number, words: string): Promise<true> {
      return eventually(`/readyz answering ${status}`, async () => {
        const answer = await readyz();
        return (answer.status === status && answer.text.includes(words)) || undefined;
      });
    }

    async function readyz(): Promise<{ readonly status: number; readonly text: string }> {
      const response = await fetch(`${company.bot().address}/readyz`);
      return { status: response.status, text: await response.text() };
    }
  },
);

function isEndOf(name: string, text: string): boolean {
  return tellsOfTermination(text) && text.includes(name);
}
