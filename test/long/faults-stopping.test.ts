import { expect, it } from 'vitest';
import { eventually, patientlyTimed } from '../e2e/support/eventually.ts';
import { tellsOfTermination } from '../e2e/support/outcomes.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { useTestWorkspace } from '../e2e/support/use-test-workspace.ts';

/** What the README promises, and what orchestrators wait for at least. */
const promisedMs = 20_000;

it('a signal while AWS responds slowly: exit code 0 within twenty seconds, and the next process continues', async () => {
  const workspace = await useTestWorkspace({ ec2: { terminationMs: 30_000 } });
  const helga = workspace.as('helga');
  const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
  await submitKick(helga, 'helpdesk', session);
  await eventually('the order', () => workspace.terminations(session)[0]);

  const { result: ended, tookMs } = await patientlyTimed(() => workspace.bot().stop());
  const recorded = await workspace.entries();
  await workspace.restart();
  const announced = await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));

  expect(tookMs).toBeLessThan(promisedMs);
  expect(ended.exitCode).toBe(0);
  expect(recorded.map(({ kind }) => kind)).toEqual(['requested', 'finished']);
  expect(announced.text).toContain('bob@example.com');
  expect((await workspace.entries()).map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
  expect(workspace.terminations(session)).toHaveLength(1);
});
