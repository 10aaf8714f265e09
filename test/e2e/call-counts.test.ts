import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { tellsOfTermination } from './support/outcomes.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

/** Pages of an endpoint with so many connections. */
const connections = 3_500;
const pages = 4;

describe('AWS is called as rarely as possible', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    // The history scans every endpoint once a minute, at its own pace.
    workspace = await openTestWorkspace({ config: { history: { days: 0 } }, ec2: { connections } });
  });
  afterAll(() => workspace?.close());

  it('fifty simultaneous requests of several people for uncached lists cost one scan per endpoint', async () => {
    const askers = [
      workspace.as('helga').in('helpdesk'),
      workspace.as('omar').in('secops'),
      workspace.as('lena').in('leads'),
    ].flatMap((place) => Array.from({ length: 17 }, () => place));
    const callsMade = callCounter(workspace);

    await Promise.all(askers.map((place) => place.types('/vpn who')));
    await eventually('more than fifty lists', async () => {
      const seen = await Promise.all([...new Set(askers)].map((place) => place.messages()));
      const lists = seen.flat().filter(({ text }) => text.startsWith('10,500 connections\n'));
      return lists.length >= 51 ? lists : undefined;
    });

    expect(callsMade()).toEqual(Array.from({ length: 3 * pages }, () => 'DescribeClientVpnConnections'));
  });

  it('lists, searches and groups cost nothing while the snapshot is fresh', async () => {
    const leads = workspace.as('lena').in('leads');
    await leads.asks('/vpn who');
    const callsMade = callCounter(workspace);

    for (const command of ['/vpn who', '/vpn who tara', '/vpn who @platform', '/vpn who on lab'])
      await leads.asks(command);

    // How people sign in is asked once in five minutes.
    expect(callsMade().filter((action) => action !== 'DescribeClientVpnEndpoints')).toEqual([]);
  });

  it('a look-up of one person costs one call per endpoint, and nothing again within two seconds', async () => {
    workspace.connect('prod-eu', 'bob@example.com');
    workspace.connect('prod-us', 'bob@example.com');
    const helpdesk = workspace.as('helga').in('helpdesk');
    await helpdesk.asks('/vpn who @helga');
    const callsMade = callCounter(workspace);

    await Promise.all([helpdesk.asks('/vpn who @bob'), helpdesk.asks('/vpn who @bob')]);

    expect(callsMade()).toEqual(['DescribeClientVpnConnections', 'DescribeClientVpnConnections']);
  });

  it('a kick of one connection costs three calls: look up, terminate, confirm', async () => {
    const [session = ''] = workspace.connect('prod-eu', 'anna@example.com');
    const helga = workspace.as('helga');
    const list = await helga.in('helpdesk').asks('/vpn who @anna');
    await helga.presses(list, ({ value }) => value.includes(session));
    const modal = await helga.modal();
    const callsMade = callCounter(workspace);

    await helga.submits(modal, { reason: 'stale session', spare: [] });
    await helga.in('audit').sees('the end', ({ text }) => tellsOfTermination(text));

    expect(callsMade()).toEqual([
      'DescribeClientVpnConnections',
      'TerminateClientVpnConnections',
      'DescribeClientVpnConnections',
    ]);
  });
});

/** Begins to count. @returns The actions that the bot has asked AWS for since then, in order. */
function callCounter({ ec2 }: TestWorkspace): () => readonly string[] {
  const last = ec2.calls().at(-1)?.number ?? 0;
  return () => ec2.calls(last).map(({ action }) => action);
}
