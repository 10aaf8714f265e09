import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf, textOf } from '../support/elements.ts';
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
