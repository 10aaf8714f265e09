import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '../../emulators/slack/protocol/client-protocol.ts';
import type { AuditEntry } from '../../src/domain/audit-entry.ts';
import { acmeConfig } from './support/bot-config.ts';
import { textOf } from './support/elements.ts';
import type { PersonAtWork } from './support/person-at-work.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe('answers say only what is known while AWS fails', () => {
  let workspace: TestWorkspace;
  let helga: PersonAtWork;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    helga = workspace.as('helga');
    workspace.connect('prod-eu', 'bob@example.com');
    workspace.connect('prod-us', 'bob@example.com');
  });
  afterEach(() => workspace.ec2.setFaults({}));
  afterAll(() => workspace?.close());

  it.each([
    [
      'may not be called',
      { denied: ['DescribeClientVpnConnections'] },
      'grant Bouncer’s role the permission',
    ],
    ['limits requests', { throttling: 1 }, 'AWS is throttling requests'],
    ['is a proxy’s page with status 200', { proxyPages: 1 }, 'didn’t come from AWS'],
  ])(
    'AWS %s: every endpoint is named as unavailable, and no one is called off',
    async (_, weather, sentence) => {
      workspace.ec2.setFaults(weather);

      const list = await helga.in('helpdesk').asks('/vpn who');

      const [warning = ''] = warningsIn(list);
      for (const words of ['*prod-eu*', '*prod-us*', '*lab*', sentence]) expect(warning).toContain(words);
      expect(textOf(list)).not.toMatch(/no one is connected|0 connections/i);
    },
  );

  it('one Region down: the other endpoints are listed, and those of the Region are named', async () => {
    workspace.ec2.setFaults({ regionsDown: ['us-east-1'] });

    const list = await helga.in('helpdesk').asks('/vpn who @bob');

    expect(textOf(list)).toContain('user name · prod-eu');
    expect(warningsIn(list)).toEqual([expect.stringContaining('*prod-us*')]);
  });

  it('one Region down: no team member who may be connected there is called off', async () => {
    workspace.ec2.setFaults({ regionsDown: ['us-east-1'] });

    const team = await workspace.as('lena').in('leads').asks('/vpn who @platform');

    expect(textOf(team)).toContain('At least 1 of 3 members connected');
    expect(textOf(team)).not.toContain('*Not connected*');
  });

  it('one Region down during a kick: the audit log and the outcome say that someone may still be connected', async () => {
    workspace.connect('prod-eu', 'ada@example.com');
    workspace.connect('prod-us', 'ada@example.com');
    workspace.ec2.setFaults({ regionsDown: ['us-east-1'] });

    const outcome = await kick('ada@example.com', '1 connection terminated · prod-us couldn’t be checked');

    const entries = await entriesAbout('ada@example.com');
    expect(warningsIn(outcome)).toContainEqual(expect.stringContaining('*prod-us*'));
    expect(entries.find(({ kind }) => kind === 'failed')).toMatchObject({
      endpoint: { name: 'prod-us' },
      detail: 'could not be looked at: aws_unreachable',
    });
  });

  it('Terminate is denied: nothing is terminated, and the message says who can fix it', async () => {
    workspace.connect('prod-eu', 'ben@example.com');
    workspace.ec2.setFaults({ denied: ['TerminateClientVpnConnections'] });

    const outcome = await kick('ben@example.com', '1 connection not terminated');

    const entries = await entriesAbout('ben@example.com');
    expect(textOf(outcome)).toContain('grant Bouncer’s role the permission');
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'failed']);
    expect(entries.at(-1)?.connections?.[0]?.current).toEqual({ code: 'failed', message: 'aws_denied' });
  });

  it('a termination that AWS gives up is never called terminated', async () => {
    workspace.connect('prod-eu', 'cleo@example.com');
    workspace.ec2.setFaults({ failedTerminations: 1 });

    const outcome = await kick('cleo@example.com', '1 connection not terminated');
    const announced = await workspace
      .as('omar')
      .in('audit')
      .sees('the failure', (message) => textOf(message).includes('failed-to-terminate'));

    const entries = await entriesAbout('cleo@example.com');
    expect(textOf(outcome)).toContain('Still connected');
    expect(textOf(announced)).toContain('active → terminating → failed-to-terminate');
    expect(entries.at(-1)?.connections?.[0]?.current?.code).toBe('failed-to-terminate');
  });

  it('and Retry asks again before it terminates what was not terminated', async () => {
    const [connection = ''] = workspace.connect('prod-eu', 'gil@example.com');
    workspace.ec2.setFaults({ failedTerminations: 1 });
    const outcome = await kick('gil@example.com', '1 connection not terminated');
    workspace.ec2.setFaults({});
    const before = workspace.terminations(connection).length;

    await helga.presses(outcome, ({ actionId }) => actionId === 'kick_retry');
    const modal = await helga.modal();
    expect(textOf(modal)).toContain('gil@example.com');
    expect(workspace.terminations(connection)).toHaveLength(before);
    await helga.submits(modal, { reason: 'once more' });

    await helga
      .in('helpdesk')
      .sees('the end', ({ text }) => text.startsWith('1 connection terminated: ') && text.includes('gil@'));
  });

  it('throttled calls are repeated until they succeed, and the connection is terminated once', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'dan@example.com');
    workspace.ec2.setFaults({ throttling: 0.5 });

    await kick('dan@example.com', '1 connection terminated');

    const succeeded = workspace.terminations(session).filter(({ error }) => error === null);
    expect(succeeded).toHaveLength(1);
  });

  it('an endpoint that AWS does not know is named, and the others are listed', async () => {
    const ghost = { id: 'cvpn-endpoint-0000000000000dead', name: 'ghost', region: 'eu-west-1' };
    await workspace.restart({ endpoints: [...acmeConfig.endpoints, ghost] });

    const list = await helga.in('helpdesk').asks('/vpn who @bob');

    expect(textOf(list)).toContain('user name · prod-eu');
    expect(warningsIn(list)).toEqual([expect.stringContaining('*ghost* didn’t respond')]);
  });

  async function kick(name: string, title: string): Promise<Message> {
    await helga.in('helpdesk').types(`/vpn kick ${name}`);
    await helga.submits(await helga.modal(), { reason: 'whatever the weather' });
    return helga
      .in('helpdesk')
      .sees(`${title} of ${name}`, ({ text }) => text.startsWith(`${title}: `) && text.includes(name));
  }

  async function entriesAbout(name: string): Promise<readonly AuditEntry[]> {
    return (await workspace.entries()).filter(({ target }) => target === name);
  }
});

function warningsIn(message: Message): readonly string[] {
  return textOf(message)
    .split('\n')
    .filter((line) => line.startsWith(':warning:') && line.includes('didn’t respond'));
}
