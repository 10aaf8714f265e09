import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockStoreWrites } from './support/block-store-writes.ts';
import { textOf } from './support/elements.ts';
import { eventually } from './support/eventually.ts';
import { keyedMessages } from './support/keyed-messages.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { submitKick } from './support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

/** Several attempts at writing, each of which waits for the lock, or tries for ten seconds. */
const withheldMs = 45_000;

describe.each([
  { store: 'sqlite', withheld: 'locked', lost: 'restart' },
  { store: 'dynamodb', withheld: 'did not answer', lost: 'no such table' },
] as const)('an audit log in $store that cannot be written', ({ store, withheld, lost }) => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ store, ec2: { terminationMs: 3_000 } });
    helga = workspace.as('helga');
  });
  afterAll(() => workspace?.close());

  it('before a kick: nothing is terminated, people are told, /readyz says why, and it works again later', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
    const giveBack = blockStoreWrites(workspace);

    await submitKick(helga, 'helpdesk', session);
    const answer = await eventually(
      'the answer',
      async () => (await helga.inDirectMessage().messages()).find(({ user }) => user !== helga.id),
      withheldMs,
    );
    const readiness = await readyz();
    giveBack();

    expect(textOf(answer)).toContain('No action was taken');
    expect(readiness).toMatchObject({ status: 503, text: expect.stringContaining(withheld) });
    expect(workspace.terminations()).toEqual([]);
    expect(await workspace.entries()).toEqual([]);
    await submitKick(helga, 'helpdesk', session);
    await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
    await isAnswered(200, 'ready');
  });

  it('after a termination: people are told that the outcome is not recorded, and it is recorded once it can be', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'ada@example.com');
    await submitKick(helga, 'helpdesk', session);
    await helga
      .in('helpdesk')
      .sees('the beginning', ({ text }) => text.startsWith('Terminating') && text.includes('ada@'));
    const giveBack = blockStoreWrites(workspace);

    const told = await eventually(
      'the warning',
      async () =>
        (await helga.in('helpdesk').messages()).find((message) =>
          textOf(message).includes('couldn’t be written to the audit log'),
        ),
      withheldMs,
    );
    giveBack();
    await helga.in('audit').sees('the end', ({ text }) => isEndOf('ada@example.com', text));

    const entries = (await workspace.entries()).filter(({ target }) => target === 'ada@example.com');
    expect(textOf(told)).toContain('ada@example.com');
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(workspace.terminations(session)).toHaveLength(1);
    await eventually('the warning being taken back', async () => {
      const shown = (await keyedMessages(workspace)).find(
        ({ key }) => key === `kick ${entries[0]?.correlation}`,
      );
      return tellsOfTermination(shown?.text) || undefined;
    });
  });

  it('with its file or table missing: nothing is terminated, and /readyz says what to do', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'cleo@example.com');
    if (workspace.dynamo === undefined) await rm(join(workspace.folder, 'bouncer.db'));
    else workspace.dynamo.failAll({ refused: 'ResourceNotFoundException' });

    const answer = await helga.inDirectMessage().answerTo(() => submitKick(helga, 'helpdesk', session));

    expect(textOf(answer)).toContain('No action was taken');
    expect(workspace.terminations(session)).toEqual([]);
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
    const response = await fetch(`${workspace.bot().address}/readyz`);
    return { status: response.status, text: await response.text() };
  }
});

function isEndOf(name: string, text: string): boolean {
  return tellsOfTermination(text) && text.includes(name);
}
