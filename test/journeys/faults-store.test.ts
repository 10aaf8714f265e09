import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, openCompany } from './support/company.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { keyedMessages } from './support/keyed-messages.ts';
import { lockStore } from './support/lock-store.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';

/** Several attempts at writing, each of which waits for the lock. */
const lockedMs = 45_000;

describe('a record that cannot be written', { timeout: 90_000 }, () => {
  let company: Company;
  let helga: PersonAtWork;

  beforeAll(async () => {
    company = await openCompany({ ec2: { terminationMs: 3_000 } });
    helga = company.as('helga');
  });
  afterAll(() => company.close());

  it('before the act: nothing is terminated, people are told, /readyz says why, and later it works again', async () => {
    const [session = ''] = company.connect('prod-eu', 'bob@example.com');
    const unlock = lockStore(company);

    await submitKick(helga, 'helpdesk', session);
    const answer = await eventually(
      'the answer',
      async () => (await helga.in('helpdesk').messages()).find(({ onlyFor }) => onlyFor === helga.id),
      lockedMs,
    );
    const readiness = await readyz();
    unlock();

    expect(textOf(answer)).toContain('Not ended');
    expect(readiness).toMatchObject({ status: 503, text: expect.stringContaining('locked') });
    expect(company.terminations()).toEqual([]);
    expect(await company.entries()).toEqual([]);
    await submitKick(helga, 'helpdesk', session);
    await helga.in('audit').sees('the end', ({ text }) => text.startsWith('Session ended'));
    expect(await readyz()).toMatchObject({ status: 200 });
  });

  it('after the act: people are told that the outcome is not recorded, and it is recorded once it can be', async () => {
    const [session = ''] = company.connect('prod-eu', 'ada@example.com');
    await submitKick(helga, 'helpdesk', session);
    await helga
      .in('helpdesk')
      .sees('the beginning', ({ text }) => text.startsWith('Ending sessions') && text.includes('ada@'));
    const unlock = lockStore(company);

    const told = await eventually(
      'the warning',
      async () =>
        (await helga.in('helpdesk').messages()).find((message) =>
          textOf(message).includes('could *not be written to the audit log*'),
        ),
      lockedMs,
    );
    unlock();
    await helga.in('audit').sees('the end', ({ text }) => isEndOf('ada@example.com', text));

    const entries = (await company.entries()).filter(({ target }) => target === 'ada@example.com');
    expect(textOf(told)).toContain('ada@example.com');
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(company.terminations(session)).toHaveLength(1);
    await eventually('the warning being taken back', async () => {
      const shown = (await keyedMessages(company)).find(
        ({ key }) => key === `kick ${entries[0]?.correlation}`,
      );
      return shown?.text.startsWith('Ended') || undefined;
    });
  });

  it('because its file is gone: nothing is terminated, and /readyz says what to do', async () => {
    const [session = ''] = company.connect('prod-eu', 'cleo@example.com');
    await rm(join(company.folder, 'bouncer.db'));

    const answer = await helga.in('helpdesk').answerTo(() => submitKick(helga, 'helpdesk', session));

    expect(textOf(answer)).toContain('Not ended');
    expect(company.terminations(session)).toEqual([]);
    expect(await readyz()).toMatchObject({ status: 503, text: expect.stringContaining('restart') });
  });

  async function readyz(): Promise<{ readonly status: number; readonly text: string }> {
    const response = await fetch(`${company.bot().address}/readyz`);
    return { status: response.status, text: await response.text() };
  }
});

function isEndOf(name: string, text: string): boolean {
  return text.startsWith('Session ended') && text.includes(name);
}
