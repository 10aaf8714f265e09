import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { eventually } from './support/eventually.ts';
import { holdBack } from './support/hold-back.ts';
import { submitKick } from './support/submit-kick.ts';

const later = fileURLToPath(new URL('./support/an-hour-later.ts', import.meta.url));
/** A lease, the look after it, and what a busy machine adds; at worst an hour, while leases go by the time of day. */
const patienceMs = 40_000;

describe.each(['sqlite', 'dynamodb'] as const)(
  'a clock that is set back by an hour after a crash, with the record in %s',
  { timeout: 180_000 },
  (store) => {
    let company: Company;

    beforeAll(async () => {
      company = await openCompany({ store, environment: { NODE_OPTIONS: `--import=${later}` } });
    });
    afterAll(() => company.close());

    it('delays no kick that was left behind, and is told in the log', async () => {
      const helga = company.as('helga');
      const [session = ''] = company.connect('prod-eu', 'bob@example.com');
      const letGo = holdBack(company, 'finished');
      await submitKick(helga, 'helpdesk', session);
      await eventually('the order to end the session', () => company.terminations(session)[0]);
      await company.kill();
      letGo();

      await company.revive({ NODE_OPTIONS: '' });
      await eventually(
        'the outcome',
        async () => (await company.entries()).find(({ kind }) => kind === 'confirmed'),
        patienceMs,
      );

      expect((await company.entries()).map(({ kind }) => kind)).toEqual([
        'requested',
        'finished',
        'confirmed',
      ]);
      expect(company.terminations(session)).toHaveLength(1);
      const warning = company
        .bot()
        .log()
        .split('\n')
        .find((line) => line.includes('the clock was set back'));
      expect(JSON.parse(warning ?? '{}')).toMatchObject({ level: 'warn' });
      await helga.in('helpdesk').sees('the end', ({ text }) => text.startsWith('1 connection terminated: '));
    });
  },
);
