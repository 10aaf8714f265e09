import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chromiumPath, type Look, openWindow, say, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

const looks: readonly Look[] = [
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
];

describe.skipIf(chromiumPath === undefined)(`accessibility in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  beforeAll(async () => {
    testPage = await startTestPage();
  });
  afterAll(() => testPage?.stop());

  for (const look of looks) {
    test(`axe finds nothing wrong at ${look.width} pixels in ${look.colorScheme} colors`, async () => {
      const page = await openWindow(testPage.browser, testPage.slack.url, look);
      await page.addScriptTag({ content: axe.source });

      expect(await faults(page)).toEqual([]);
      await say(page, '/vpn who');
      await page.getByRole('button', { name: 'Terminate' }).last().waitFor();
      await say(page, '/vpn nonsense');
      await page.getByText('invalid_blocks').last().waitFor();
      await page.getByRole('textbox', { name: /^Message/ }).fill('/vpn who @');
      await page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
      expect(await faults(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Terminate' }).last().click();
      await page.getByRole('dialog').getByRole('button', { name: 'Terminate connections' }).click();
      await page.getByText('Please complete this required field.').waitFor();
      await page.getByRole('button', { name: 'Block for' }).click();
      expect(await faults(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Cancel' }).click();
      await say(page, 'Bob’s VPN hangs');
      await page.getByRole('button', { name: 'More actions' }).last().focus();
      await page.keyboard.press('Enter');
      await page.getByRole('listbox', { name: 'More actions' }).waitFor();
      expect(await faults(page)).toEqual([]);

      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Shortcuts' }).click();
      await page.getByRole('option', { name: 'VPN…' }).waitFor();
      expect(await faults(page)).toEqual([]);

      await page.keyboard.press('Escape');
      if (look.width === 390) await page.getByRole('button', { name: 'VPN', exact: true }).click();
      await page.locator('.faults summary').click();
      expect(await faults(page)).toEqual([]);
      await page.close();
    });
  }

  test('no panel is wider than a phone', async () => {
    const page = await openWindow(testPage.browser, testPage.slack.url, { width: 390, colorScheme: 'light' });

    for (const pane of ['Channels', 'Messages', 'VPN']) {
      await page.getByRole('button', { name: pane, exact: true }).click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
    await page.close();
  });
});

const violations = z.array(z.object({ id: z.string(), targets: z.array(z.string()) }));

/** The rules that are broken, and where. */
async function faults(page: Page) {
  // Colors are measured when nothing moves any more.
  await page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))');
  const found = await page.evaluate(`axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
    ({ id, targets: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary) })))`);
  return violations.parse(found);
}
