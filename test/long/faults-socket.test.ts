import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../e2e/support/eventually.ts';
import { tellsOfTermination } from '../e2e/support/outcomes.ts';
import { submitKick } from '../e2e/support/submit-kick.ts';
import { openTestWorkspace, type TestWorkspace } from '../e2e/support/test-workspace.ts';
import { useTestWorkspace } from '../e2e/support/use-test-workspace.ts';

describe('the socket to Slack breaks in the middle of a kick', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
  });
  afterAll(() => workspace?.close());

  it.each(['warning', 'refresh_requested', 'link_disabled', 'drop'] as const)(
    '%s: the kick completes, and the next one is accepted',
    async (reason) => {
      const helga = workspace.as('helga');
      const [session = ''] = workspace.connect('prod-eu', `${reason}@example.com`);
      await submitKick(helga, 'helpdesk', session);

      workspace.slack.control.disconnectSockets(reason);

      await helga
        .in('audit')
        .sees('the end', ({ text }) => tellsOfTermination(text) && text.includes(reason));
      expect(workspace.terminations(session)).toHaveLength(1);
      await eventually('the bot being back', async () => {
        const { status } = await fetch(`${workspace.bot().address}/readyz`);
        return status === 200 || undefined;
      });
    },
  );

  it.each(['{', '[]', 'null', '{"type":"error"}', '{"envelope_id":"1","type":"interactive"}'])(
    'a frame such as %s does not crash the process',
    async (frame) => {
      workspace.slack.control.sendFrame(frame);
      await eventually('the bot being there', async () => {
        const { status } = await fetch(`${workspace.bot().address}/readyz`);
        return status === 200 || undefined;
      });

      const answer = await workspace.as('helga').in('helpdesk').asks('/vpn help');

      expect(answer.text).not.toBe('');
    },
  );
});

describe('a socket to Slack is reopened', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
  });
  afterAll(() => workspace?.close());
  beforeEach(() => bothOpen(workspace));

  it.each([
    ['Slack asks for it, of both at once', 'refresh_requested', 2],
    ['Slack warns, of both at once', 'warning', 2],
    ['Slack closes one', 'link_disabled', 1],
    ['one is closed without a word', 'drop', 1],
    ['one is reset', 'reset', 1],
  ] as const)('%s: every command in the meantime is answered', async (_, reason, atMost) => {
    const { control } = workspace.slack;
    const before = control.deliveries().length;
    const opened = () => control.calls().filter(({ method }) => method === 'apps.connections.open').length;
    const openedBefore = opened();
    control.disconnectSockets(reason, atMost);

    await eventually('the sockets being opened again', async () => {
      const answer = await workspace.as('helga').in('helpdesk').asks('/vpn help');
      expect(answer.text).toContain('/vpn who');
      expect((await fetch(`${workspace.bot().address}/readyz`)).status).toBe(200);
      await sleep(500);
      return opened() === openedBefore + atMost || undefined;
    });

    const outcomes = control
      .deliveries()
      .slice(before)
      .map(({ outcome }) => outcome);
    expect(outcomes.length).toBeGreaterThan(1);
    expect(new Set(outcomes)).toEqual(new Set(['acknowledged']));
  });

  it('a kick that is delivered over both sockets is carried out once', async () => {
    const helga = workspace.as('helga');
    const { control } = workspace.slack;
    const [session = ''] = workspace.connect('prod-eu', 'twice@example.com');
    await submitKick(helga, 'helpdesk', session);
    const submission = control.deliveries().findLast(({ envelope }) => envelope.kind === 'interactive');

    for (const times of [2, 3]) {
      control.redeliver(submission?.number ?? 0);
      await eventually('an acknowledgement each time', () => {
        const sent = control.deliveries().filter(({ envelope }) => envelope.id === submission?.envelope.id);
        const acknowledged = sent.filter(({ outcome }) => outcome === 'acknowledged');
        return acknowledged.length === times || undefined;
      });
    }

    await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text) && text.includes('twice'));
    expect(workspace.terminations(session)).toHaveLength(1);
  });

  it('the metrics show how many sockets are open, and the log shows when one opens', async () => {
    const metrics = await (await fetch(`${workspace.bot().address}/metrics`)).text();

    expect(metrics).toMatch(/^bouncer_slack_sockets 2$/m);
    expect(workspace.bot().log()).toMatch(/"open":2,"msg":"a socket to Slack is open"/);
  });
});

function bothOpen({ slack }: TestWorkspace): Promise<true> {
  return eventually('two open sockets', () => slack.control.connections() === 2 || undefined);
}

it('app_rate_limited: the process says so and exits with 1, to be restarted', async () => {
  const workspace = await useTestWorkspace();
  const event = { type: 'app_rate_limited', team_id: 'T0ACME', minute_rate_limited: 1_700_000_000 };

  workspace.slack.control.sendFrame(
    JSON.stringify({ envelope_id: 'limited', type: 'events_api', payload: event }),
  );
  const { exitCode, stderr } = await workspace.bot().ended;

  expect(exitCode).toBe(1);
  expect(stderr).toContain('unhandled failure: the process ends');
});
