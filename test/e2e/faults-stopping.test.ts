import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { submitKick } from './support/submit-kick.ts';
import { useTestWorkspace } from './support/use-test-workspace.ts';

/** What the README promises, and what orchestrators wait for at least. */
const promisedMs = 20_000;
/** The hold of a process that is gone lapses after fifteen seconds, and then the end has to be seen. */
const resumedMs = 60_000;

it('asked to stop while AWS takes its time: exit code 0 within twenty seconds, and the next process goes on', async () => {
  const workspace = await useTestWorkspace({ ec2: { terminationMs: 30_000 } });
  const helga = workspace.as('helga');
  const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
  await submitKick(helga, 'helpdesk', session);
  await eventually('the order', () => workspace.terminations(session)[0]);

  const ended = await Promise.race([workspace.bot().stop(), sleep(promisedMs, undefined)]);
  const recorded = await workspace.entries();
  await workspace.restart();
  const announced = await eventually(
    'the end',
    async () => (await helga.in('audit').messages()).find(({ text }) => tellsOfTermination(text)),
    resumedMs,
  );

  expect(ended?.exitCode).toBe(0);
  expect(recorded.map(({ kind }) => kind)).toEqual(['requested', 'finished']);
  expect(announced.text).toContain('bob@example.com');
  expect((await workspace.entries()).map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
  expect(workspace.terminations(session)).toHaveLength(1);
});
