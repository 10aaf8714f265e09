import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBlockTestWorkspace } from '../support/block-test-workspace.ts';
import { elementsOf, textOf } from '../support/elements.ts';
import { endElsewhere } from '../support/end-elsewhere.ts';
import { eventually } from '../support/eventually.ts';
import { forge } from '../support/forge.ts';
import { submitKick } from '../support/submit-kick.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Looks back at connections, also at those of the last minutes, which the history has not recorded yet. */
export function testHistory(way: string, open: OpenWorkspace): void {
  describe(`the history of connections, ${way}`, () => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await open({ config: { history: {} } });
    });
    afterAll(() => workspace?.close());

    it('shows who is connected, who was, and who terminated a connection and why', async () => {
      const [kicked = ''] = workspace.connect('prod-eu', 'bob@example.com');
      workspace.connect('prod-eu', 'bob@example.com');
      await submitKick(workspace.as('omar'), 'secops', kicked, 'laptop is stolen');
      await eventually('the end', async () =>
        (await workspace.entries()).find(({ kind }) => kind === 'confirmed'),
      );

      const history = textOf(await workspace.as('omar').in('secops').asks('/vpn history @bob 7d'));

      expect(history).toContain('2 connections of bob in the last 7 days');
      expect(history).toContain('still connected');
      expect(history).toContain('Terminated by <@U0OMAR> in <#C0SECOPS>: “laptop is stolen”');
    });

    it('shows people their own in any channel, and nobody else’s without the grant', async () => {
      const bob = workspace.as('bob').in('general');
      workspace.connect('prod-us', 'anna@example.com');

      const own = textOf(await bob.asks('/vpn history me'));
      const others = textOf(await bob.asks('/vpn history @anna'));
      const everyone = textOf(await bob.asks('/vpn history'));

      expect(own).toMatch(/You had \d connections? in the last 7 days/);
      expect(own).not.toContain('anna@');
      for (const answer of [others, everyone]) {
        expect(answer).toContain(':no_entry:');
        expect(answer).not.toContain('anna@');
      }
    });

    it('offers days for a number without a unit, and runs the corrected command', async () => {
      const helga = workspace.as('helga');

      const asked = await helga.in('helpdesk').asks('/vpn history @bob 7');
      const history = await helga
        .in('helpdesk')
        .answerTo(() => helga.presses(asked, ({ actionId }) => actionId === 'run_command'));

      expect(textOf(asked)).toContain('Did you mean');
      expect(textOf(history)).toContain('of bob in the last 7 days');
    });

    it('answers the buttons of a history from an earlier version', async () => {
      const helga = workspace.as('helga');
      const list = await helga.in('helpdesk').asks('/vpn history');
      const refresh = {
        ...{ type: 'button', action_id: 'list_refresh', value: '0' },
        block_id: 'list["history","everyone","",0,"traffic"]',
      };

      await helga.presses(list, ({ actionId }) => actionId === 'list_refresh');
      await forge(workspace, (pressed) => ({ ...pressed, actions: [refresh] }));

      const shown = await helga
        .in('helpdesk')
        .sees('the list by traffic', (message) =>
          elementsOf(message).some(({ blockId }) => blockId.includes('"traffic"')),
        );
      expect(textOf(shown)).toContain('in the last 24 hours');
    });
  });
}

/** Observing takes up to a minute, after which the history knows what the connect handler saw. */
const observedWithinMs = 150_000;

/** Looks for people by the public address from which they connect. */
export function testPublicAddresses(way: string, open: OpenWorkspace): void {
  it(`a public address is shown to those who may see it, and found again, ${way}`, async () => {
    const withHistory: OpenWorkspace = (options) =>
      open({ ...options, config: { ...options?.config, history: {} } });
    const workspace = await openBlockTestWorkspace(withHistory, { reconnectMs: 600_000 });
    try {
      const name = workspace.newcomer('kiosk');
      const helga = workspace.as('helga');
      const look = (command: string) => helga.in('helpdesk').asks(command);

      const address = await eventually(
        'the public address',
        async () => /public address (203\.0\.113\.\d+)/.exec(textOf(await look(`/vpn history ${name}`)))?.[1],
        observedWithinMs,
      );
      const list = await look(`/vpn who ${address}`);

      expect(textOf(list)).toContain(name);
      expect(textOf(list)).toContain(`public address ${address}`);
      expect(elementsOf(list).some(({ actionId }) => actionId === 'list_share')).toBe(false);

      const all = await look('/vpn who');
      await helga.presses(all, ({ actionId }) => actionId === 'list_share');
      const shared = await helga.in('helpdesk').sees('the shared list', ({ onlyFor }) => onlyFor === null);
      expect(textOf(shared)).toContain(name);
      expect(textOf(shared)).not.toContain(address);

      const id = workspace.ec2.fleet().connections.find(({ commonName }) => commonName === name)?.id ?? '';
      await endElsewhere(workspace.ec2, 'lab', id);
      const gone = await look(`/vpn who ${address}`);
      const history = await look(`/vpn history ${address} 30d`);
      expect(textOf(gone)).toContain('No one is connected from this public address now');
      expect(textOf(history)).toContain(name);
    } finally {
      await workspace.close();
    }
  });
}
