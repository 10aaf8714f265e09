import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elementsOf, textOf } from '../support/elements.ts';
import { eventually } from '../support/eventually.ts';
import type { PersonAtWork, Which } from '../support/person-at-work.ts';
import type { OpenWorkspace, TestWorkspace } from '../support/test-workspace.ts';

/** Asks for the endpoints, and for the charts of the first. */
export function testCharts(way: string, open: OpenWorkspace): void {
  describe(`the charts of an endpoint, ${way}`, () => {
    let workspace: TestWorkspace;
    let helga: PersonAtWork;

    beforeAll(async () => {
      workspace = await open({ config: { history: {} } });
      helga = workspace.as('helga');
      workspace.connect('prod-eu', 'bob@example.com', 3);
    });
    afterAll(() => workspace?.close());

    const isCharts: Which = ({ actionId }) => actionId === 'charts';

    it('arrive as pictures with their figures in words, for the person who asked alone', async () => {
      const reported = await eventually('an observed endpoint', async () => {
        const answer = await helga.in('helpdesk').asks('/vpn endpoints');
        return elementsOf(answer).some(isCharts) ? answer : undefined;
      });
      expect(textOf(reported)).toContain('Connections have been counted since');

      await helga.presses(reported, isCharts);
      const shared = await helga.inDirectMessage().sees('the charts', ({ files }) => files.length > 0);
      await helga
        .in('helpdesk')
        .sees('where they are', ({ text }) => text.includes('in your direct messages'));

      expect(shared.threadTs).toBeNull();
      expect(shared.files).toMatchObject([
        { name: expect.stringMatching(/\.png$/), altText: expect.stringContaining('Last 24 hours: peak') },
        { altText: expect.stringContaining('Last 7 days: peak') },
      ]);
      const address = `${workspace.slack.url}/client/file?as=${helga.id}&id=${shared.files[0]?.id}`;
      const picture = Buffer.from(await (await fetch(address)).arrayBuffer());
      expect(picture.subarray(1, 4).toString()).toBe('PNG');
      expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1_440, 760]);
      expect((await workspace.as('lena').snapshot()).messages.flatMap(({ files }) => files)).toEqual([]);
    });

    it('arrive by a button on the Home tab, for someone who can see the endpoint in a channel', async () => {
      const lena = workspace.as('lena');
      // A tab leaves out the channels that Slack does not vouch for in time: on a slow machine, perhaps all of them.
      await eventually('the button', async () => {
        await lena.opensHome();
        const home = await lena.seesHome('the tab', (tab) => !textOf(tab).includes('Looking up'));
        if (elementsOf(home).some(isCharts)) return home;
        await sleep(1_000);
        return undefined;
      });

      await lena.pressesOnHome(isCharts);

      const shared = await lena.inDirectMessage().sees('the charts', ({ files }) => files.length > 0);
      expect(shared.files).toHaveLength(2);
    });
  });
}
