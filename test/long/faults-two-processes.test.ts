import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BotProcess, startBot } from '../e2e/support/bot-process.ts';
import { contradictions } from '../e2e/support/contradictions.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { keyedMessages } from '../e2e/support/keyed-messages.ts';
import { tellsOfTermination } from '../e2e/support/outcomes.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from '../e2e/support/test-workspace.ts';

/** Slack gives each request to one connection in turn, so that both processes get some of every pair. */
const pairs = ['bob', 'ada', 'cleo', 'dan'].map((name) => `${name}@example.com`);

describe.each(['sqlite', 'dynamodb'] as const)('two processes with one audit log in %s', (store) => {
  let workspace: TestWorkspace;
  let other: BotProcess;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ store });
    other = await startBot(workspace.environment);
  });
  afterAll(async () => {
    await other?.stop();
    await workspace?.close();
  });

  it('make one Terminate and one outcome of two simultaneous presses, and answer the later person', async () => {
    const connections = pairs.map((name) => workspace.connect('prod-eu', name)[0] ?? name);

    for (const session of connections) {
      await Promise.all(
        (['helga', 'omar'] as const).map((name) => submitKick(workspace.as(name), 'helpdesk', session)),
      );
    }
    await eventually('every end', async () => {
      const kinds = (await workspace.entries()).map(({ kind }) => kind);
      return kinds.filter((kind) => kind === 'confirmed').length === pairs.length || undefined;
    });

    const entries = await workspace.entries();
    for (const name of pairs) {
      const kinds = entries.filter(({ target }) => target === name).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === 'finished')).toHaveLength(1);
    }
    for (const session of connections) expect(workspace.terminations(session)).toHaveLength(1);
    for (const bot of [workspace.bot(), other]) expect(bot.log()).toContain('DescribeClientVpnConnections');
  });

  it('terminate nothing twice if Slack delivers a submission to both', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'eve@example.com');
    await submitKick(workspace.as('helga'), 'helpdesk', session);

    workspace.slack.control.redeliver(workspace.slack.control.deliveries().length);
    await workspace
      .as('helga')
      .in('audit')
      .sees('the end', ({ text }) => tellsOfTermination(text) && text.includes('eve@example.com'));

    const entries = (await workspace.entries()).filter(({ target }) => target === 'eve@example.com');
    expect(workspace.terminations(session)).toHaveLength(1);
    expect(entries.filter(({ kind }) => kind === 'finished')).toHaveLength(1);
  });

  it('have consistent entries, messages and calls', async () => {
    const contradicted = async () =>
      contradictions({
        entries: await workspace.entries(),
        messages: await keyedMessages(workspace),
        terminations: workspace.terminations(),
        connections: workspace.ec2.fleet().connections,
      });

    await expect.poll(contradicted, { timeout: 120_000, interval: 250 }).toEqual([]);
    expect(await workspace.run('audit', 'verify')).toMatchObject({ exitCode: 0 });
  });
});
