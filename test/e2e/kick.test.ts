import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { terminateButtons, textOf } from './support/elements.ts';
import { openLambdaTestWorkspace } from './support/lambda/lambda-test-workspace.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe.each([
  { way: 'over a socket', more: 0, open: () => openTestWorkspace({ transport: 'socket' }) },
  { way: 'over HTTP', more: 0, open: () => openTestWorkspace({ transport: 'http' }) },
  { way: 'and recorded in DynamoDB', more: 0, open: () => openTestWorkspace({ store: 'dynamodb' }) },
  // Another process may show the list again, and look up Bob and the three endpoints for it.
  { way: 'on Lambda, through ingress, queue and worker', more: 5, open: () => openLambdaTestWorkspace() },
])('a stale connection is terminated $way', ({ open, more }) => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await open();
  });
  afterAll(() => workspace?.close());

  it('from the list to the confirmation, with a message that agrees with the audit log', async () => {
    const helga = workspace.as('helga');
    const [stale = ''] = workspace.connect('prod-eu', 'bob@example.com');

    const list = await helga.in('helpdesk').asks('/vpn who @bob');
    const callsUntilPressed = workspace.ec2.calls().length;
    await helga.presses(list, ({ value }) => value.includes(stale));
    const modal = await helga.modal();
    await helga.submits(modal, { reason: 'stale session, user asked' });
    const outcome = await helga
      .in('helpdesk')
      .sees('the outcome', (m) => textOf(m).includes('confirmed after'));
    const listAfter = await helga
      .in('helpdesk')
      .sees('the list with the result', (m) => m.ts === list.ts && textOf(m).includes('*Terminated*'));
    const announced = await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));
    const calls = workspace.ec2.calls(callsUntilPressed).map(({ action }) => action);
    const entries = await workspace.entries();
    const verdict = await workspace.run('audit', 'verify');

    expect(terminateButtons(list)).toHaveLength(1);
    expect(terminateButtons(listAfter)).toHaveLength(0);
    expect(textOf(listAfter)).toContain('bob@example.com');
    expect(entries.map(({ kind }) => kind)).toEqual(['requested', 'finished', 'confirmed']);
    expect(entries.map(({ connections }) => connections?.[0])).toEqual([
      { id: stale, previous: { code: 'active' } },
      { id: stale, previous: { code: 'active' }, current: { code: 'terminating' } },
      { id: stale, previous: { code: 'active' }, current: { code: 'terminated' } },
    ]);
    expect(entries[0]).toMatchObject({
      actor: { id: 'U0HELGA', name: 'helga', team: 'T0ACME' },
      channel: { id: 'C0HELPDESK', name: 'helpdesk' },
      endpoint: { name: 'prod-eu', region: 'eu-west-1' },
      target: 'bob@example.com',
      reason: 'stale session, user asked',
    });
    const confirmed = entries.at(-1);
    expect(announced.text).toContain(`entry ${confirmed?.seq} · ${confirmed?.hash.slice(0, 8)}`);
    expect(textOf(announced)).toContain('active → terminating → terminated');
    expect(textOf(outcome)).toContain('active → terminating → terminated');
    expect(verdict.exitCode).toBe(0);
    // Every process asks once for its tokens, and how people sign in.
    const once = ['GetSecretValue', 'DescribeClientVpnEndpoints'];
    const asked = calls.filter((action) => !once.includes(action));
    expect(asked.length).toBeLessThanOrEqual(4 + more);
    expect(asked.slice(0, 4)).toEqual([
      // Once for the modal, and again before the act.
      'DescribeClientVpnConnections',
      'DescribeClientVpnConnections',
      'TerminateClientVpnConnections',
      'DescribeClientVpnConnections',
    ]);
  });
});
