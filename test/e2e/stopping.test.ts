import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { tellsOfTermination } from './support/outcomes.ts';

describe('a bot that is asked to stop', { timeout: 120_000 }, () => {
  let company: Company;

  beforeEach(async () => {
    company = await openCompany({ ec2: { terminationMs: 1_500 } });
  });
  afterEach(() => company.close());

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with exit code 0 at %s', async (signal) => {
    const { exitCode, stdout } = await company.bot().stop(signal);

    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
  });

  it('in the middle of a kick: nothing is lost, and the outcome is announced', async () => {
    const helga = company.as('helga');
    const [session = ''] = company.connect('prod-eu', 'bob@example.com');
    await helga.in('helpdesk').types(`/vpn kick ${session}`);
    await helga.submits(await helga.modal(), { reason: 'just before the deploy' });
    await helga.in('helpdesk').sees('the beginning', ({ text }) => text.startsWith('Terminating'));

    const { exitCode } = await company.bot().stop();
    await company.restart();
    await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));

    const entries = await company.entries();
    const verdict = await company.run('audit', 'verify');
    expect(exitCode).toBe(0);
    expect(verdict.exitCode).toBe(0);
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(company.terminations(session)).toHaveLength(1);
    expect((await helga.in('audit').messages()).length).toBe(1);
  });
});
