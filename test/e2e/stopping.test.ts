import { beforeEach, describe, expect, it } from 'vitest';
import { tellsOfTermination } from './support/outcomes.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('a bot that is asked to stop', () => {
  let workspace: TestWorkspace;

  beforeEach(async () => {
    workspace = await openTestWorkspace({ ec2: { terminationMs: 1_500 } });
    return () => workspace.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with code 0 at %s', async (signal) => {
    const { exitCode, stdout } = await workspace.bot().stop(signal);

    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
  });

  it('loses nothing in the middle of a kick, and announces the outcome', async () => {
    const helga = workspace.as('helga');
    const [session = ''] = workspace.connect('prod-eu', 'bob@example.com');
    await helga.in('helpdesk').types(`/vpn kick ${session}`);
    await helga.submits(await helga.modal(), { reason: 'just before the deploy' });
    await helga.in('helpdesk').sees('the beginning', ({ text }) => text.startsWith('Terminating'));

    const { exitCode } = await workspace.bot().stop();
    await workspace.restart();
    await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));

    const entries = await workspace.entries();
    const verdict = await workspace.run('audit', 'verify');
    expect(exitCode).toBe(0);
    expect(verdict.exitCode).toBe(0);
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(workspace.terminations(session)).toHaveLength(1);
    expect((await helga.in('audit').messages()).length).toBe(1);
  });
});
