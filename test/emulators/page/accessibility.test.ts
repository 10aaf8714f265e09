import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chromiumPath, closeWindow, type Look, openWindow, say, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

const widths: readonly Look['width'][] = [1440, 390];

describe.skipIf(chromiumPath === undefined)(`accessibility in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  beforeAll(async () => {
    testPage = await startTestPage();
  });
  afterAll(() => testPage?.stop());

  for (const width of widths) {
    test(`axe finds nothing wrong at ${width} pixels in light and in dark colors`, async () => {
      const page = await openWindow(testPage.slack.url, { width, colorScheme: 'light' });
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
      await page.getByRole('dialog').waitFor({ state: 'detached' });
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
      if (width === 390) await page.getByRole('button', { name: 'VPN', exact: true }).click();
      await page.locator('.faults summary').click();
      expect(await faults(page)).toEqual([]);
      await closeWindow(page);
    });
  }

  test('no panel is wider than a phone', async () => {
    const page = await openWindow(testPage.slack.url, { width: 390, colorScheme: 'light' });

    for (const pane of ['Channels', 'Messages', 'VPN']) {
      await page.getByRole('button', { name: pane, exact: true }).click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    }
    await closeWindow(page);
  });
});

const violations = z.array(z.object({ id: z.string(), targets: z.array(z.string()) }));

/**
 * The rules that are broken, and where: all rules in light colors, and in dark ones the two about colors that axe runs by itself. The style sheets
 * choose by `light-dark()` alone, which can change nothing but colors.
 */
async function faults(page: Page) {
  const inLight = await brokenRules(page, '{}');
  await page.emulateMedia({ colorScheme: 'dark' });
  const inDark = await brokenRules(page, "{ runOnly: ['color-contrast', 'link-in-text-block'] }");
  await page.emulateMedia({ colorScheme: 'light' });
  return [...inLight, ...inDark];
}

/** @param options Those of `axe.run`. */
async function brokenRules(page: Page, options: string) {
  // Colors are measured when nothing moves any more.
  await page.evaluate('Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})))');
  const found =
    await page.evaluate(`axe.run(${options}).then(({ violations }) => violations.map(({ id, nodes }) =>
    ({ id, targets: nodes.map(({ target, failureSummary }) => target.join(' ') + ': ' + failureSummary) })))`);
  return violations.parse(found);
}
