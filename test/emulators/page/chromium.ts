import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

const candidates = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where there is no Chromium; the tests that need one are skipped then, and say so. */
export const chromiumPath = [process.env.CHROMIUM ?? '', ...candidates].find((path) => existsSync(path));

export const withoutChromium =
  chromiumPath === undefined
    ? ' (skipped: no Chromium here; install Debian’s "chromium" or set CHROMIUM)'
    : '';

export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: chromiumPath ?? '', args: [...args, ...quiet] });
}

export interface Look {
  readonly width: 1440 | 390;
  readonly colorScheme: 'light' | 'dark';
}

/** A window of its own, as another person would have; it throws when the page reports an error. */
export async function openWindow(
  browser: Browser,
  url: string,
  look: Look = { width: 1440, colorScheme: 'light' },
): Promise<Page> {
  const viewport = { width: look.width, height: look.width === 390 ? 844 : 900 };
  const context = await browser.newContext({ viewport, colorScheme: look.colorScheme });
  const page = await context.newPage();
  // Far above what anything here takes, so that a slow machine fails no test.
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(url);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}

/** Types a line into the composer and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message/ });
  await composer.fill(text);
  await page.keyboard.press('Escape');
  await composer.press('Enter');
}
