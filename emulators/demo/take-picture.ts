import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';

export const pictures = fileURLToPath(new URL('../../docs/pictures', import.meta.url));

/** Opens the page of the demo in a window of its own. @param width 390 for a phone. */
export async function openPage(
  window: Browser,
  url: string,
  colorScheme: 'light' | 'dark',
  width: number,
  deviceScaleFactor = 1.5,
): Promise<Page> {
  const viewport = { width, height: width === 390 ? 844 : 900 };
  const context = await window.newContext({ viewport, colorScheme, deviceScaleFactor });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}

export async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message/ });
  await composer.fill(text);
  await page.keyboard.press('Escape');
  await composer.press('Enter');
}

/**
 * Takes a picture once animations have ended, with the pointer in the corner so that nothing is highlighted.
 *
 * @param part The part of the page that is shown; all of it by default.
 */
export async function picture(page: Page, name: string, part: Page | Locator = page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(800);
  await part.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
