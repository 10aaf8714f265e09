import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPage } from '../emulators/page/bundled-page.ts';
import {
  chromiumPath,
  discardWindows,
  openWindow,
  say,
  withoutChromium,
} from '../emulators/page/chromium.ts';
import { openTestWorkspace, type TestWorkspace } from './support/test-workspace.ts';

describe.skipIf(chromiumPath === undefined)(`the main job in Chromium${withoutChromium}`, () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace({ slack: { page: await bundledPage() } });
  });
  afterAll(async () => {
    await discardWindows();
    await workspace?.close();
  });

  it('a newcomer terminates a connection on the page, and the audit channel agrees with the audit log', async () => {
    const [stale = ''] = workspace.connect('prod-eu', 'bob@example.com');
    const page = await openWindow(`${workspace.slack.url}/#/U0HELGA/C0HELPDESK`);

    await say(page, '/vpn who @bob');
    // A slow endpoint's list comes twice: what is there of it first, then all of it.
    await page.locator('.message').getByRole('button', { name: 'Terminate' }).last().click();
    const modal = page.getByRole('dialog', { name: 'Terminate connections' });
    await modal.getByRole('textbox', { name: 'Reason' }).fill('stale session, user asked');
    await modal.getByRole('button', { name: 'Terminate' }).click();
    await page.locator('.message').getByText('active → terminating → terminated, confirmed after').waitFor();
    await page.getByRole('link', { name: /vpn-audit/ }).click();
    const announced = page.locator('.message').filter({ hasText: 'connection terminated · entry' });
    await announced.waitFor();

    const confirmed = (await workspace.entries()).at(-1);
    expect(confirmed).toMatchObject({ kind: 'confirmed', connections: [{ id: stale }] });
    const words = await announced.textContent();
    expect(words).toContain(`entry ${confirmed?.seq} · ${confirmed?.hash.slice(0, 8)}`);
    expect(words).toContain('active → terminating → terminated');
    expect(words).toContain('stale session, user asked');
    expect(await modal.count()).toBe(0);
    expect(workspace.terminations(stale)).toHaveLength(1);
  });
});
