import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openCompany } from './support/company.ts';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { submitKick } from './support/submit-kick.ts';

/** What the README promises, and what orchestrators wait for at least. */
const promisedMs = 20_000;
/** The hold of a process that is gone lapses after fifteen seconds, and then the end has to be seen. */
const resumedMs = 60_000;

it('asked to stop while AWS takes its time: exit code 0 within twenty seconds, and the next process goes on', {
  timeout: 240_000,
}, async () => {
  const company = await openCompany({ ec2: { terminationMs: 30_000 } });
  onTestFinished(() => company.close());
  const helga = company.as('helga');
  const [session = ''] = company.connect('prod-eu', 'bob@example.com');
  await submitKick(helga, 'helpdesk', session);
  await eventually('the order', () => company.terminations(session)[0]);

  const ended = await Promise.race([company.bot().stop(), sleep(promisedMs, undefined)]);
  const recorded = await company.entries();
  await company.restart();
  const announced = await eventually(
    'the end',
    async () => (await helga.in('audit').messages()).find(({ text }) => tellsOfTermination(text)),
    resumedMs,
  );

  expect(ended?.exitCode).toBe(0);
  expect(recorded.map(({ kind }) => kind)).toEqual(['requested', 'finished']);
  expect(announced.text).toContain('bob@example.com');
  expect((await company.entries()).map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
  expect(company.terminations(session)).toHaveLength(1);
});
