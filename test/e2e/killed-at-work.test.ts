import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { holdBack } from './support/hold-back.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { submitKick } from './support/submit-kick.ts';

/**
 * From the moment the next process says that it is ready: one or two seconds on a machine that has nothing else to do,
 * and in any case far less than the eleven to fifteen that the lease of the dead process would still last.
 */
const withinMs = 8_000;

describe('a bot on one machine that is killed in the middle of a kick', { timeout: 120_000 }, () => {
  let company: Company;

  beforeAll(async () => {
    company = await openCompany();
  });
  afterAll(() => company.close());

  it('has the outcome recorded and shown at once when it is back, and not when a lease is over', async () => {
    const helga = company.as('helga');
    const [session = ''] = company.connect('prod-eu', 'bob@example.com');
    const letGo = holdBack(company, 'finished');
    await submitKick(helga, 'helpdesk', session);
    await eventually('the order to end the session', () => company.terminations(session)[0]);

    await company.kill();
    letGo();
    await company.revive();
    const readyAt = performance.now();
    await eventually('the outcome', async () => {
      const [message] = (await helga.in('helpdesk').messages()).filter((each) =>
        textOf(each).includes('bob@'),
      );
      return tellsOfTermination(message?.text) || undefined;
    });
    const tookMs = performance.now() - readyAt;

    expect(tookMs).toBeLessThan(withinMs);
    expect((await company.entries()).map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(company.terminations(session)).toHaveLength(1);
  });
});
