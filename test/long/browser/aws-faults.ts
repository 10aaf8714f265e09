import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestWorkspace, type TestWorkspace } from '../../e2e/support/test-workspace.ts';
import { bundledPage } from '../../emulators/page/bundled-page.ts';
import { chromiumPath, closeWindow, discardWindows, withoutChromium } from '../../emulators/page/chromium.ts';
import { type OpenPage, openPage } from './open-page.ts';
import { type PageSetup, titleOf } from './page-setups.ts';
import { staffedAcme, staffOf } from './staff.ts';

/** The page’s fault switches, and what the bot then tells people, in each of these ways. */
export function testAwsFaults(setups: readonly PageSetup[]): void {
  // One after the other: they share the injected faults.
  describe.skipIf(chromiumPath === undefined)(`AWS faults on the page${withoutChromium}`, () => {
    let workspace: TestWorkspace;

    beforeAll(async () => {
      workspace = await openTestWorkspace({ slack: { page: await bundledPage(), content: staffedAcme } });
      workspace.connect('prod-eu', 'bob@example.com');
    });
    afterAll(async () => {
      await discardWindows();
      await workspace?.close();
    });

    for (const setup of setups) {
      it(`are switched on, reported by the bot, and switched off, ${titleOf(setup)}`, async () => {
        const { id } = staffOf(setup, 'helpdesk');
        const helpdesk = await openPage(workspace.slack.url, id, 'helpdesk', setup);

        await helpdesk.turnTo('VPN');
        await helpdesk.press(helpdesk.page.locator('summary', { hasText: 'Faults' }));
        await toggle(helpdesk, /is down/);
        await helpdesk.page.locator('summary', { hasText: 'eu-west-1 is down' }).waitFor();
        await helpdesk.turnTo('Messages');
        // What the visitor before was told is shared for two seconds.
        await helpdesk.page.waitForTimeout(2_500);
        await helpdesk.say('/vpn who @bob');
        // A list that was read a moment ago is shown, and said not to be refreshed.
        await helpdesk.message(/prod-eu (didn’t respond|\(shown as of)/).waitFor();

        await helpdesk.turnTo('VPN');
        await toggle(helpdesk, /is down/);
        await helpdesk.page.locator('.faults summary', { hasText: 'none' }).waitFor();
        expect(workspace.ec2.fleet().faults).toEqual({});
        await helpdesk.turnTo('Messages');
        await helpdesk.say('/vpn who @bob');
        await helpdesk.message('1 connection for bob').getByRole('button', { name: 'Terminate' }).waitFor();
        await closeWindow(helpdesk.page);
      });
    }
  });
}

async function toggle({ page, press }: OpenPage, name: RegExp): Promise<void> {
  await press(page.getByRole('switch', { name }));
}
