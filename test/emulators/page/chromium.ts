import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

// The shell draws pages alone; the others open each window of these tests with the whole of Chromium's own interface,
// which takes more than half of their time.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const candidates = names.map((name) => `/usr/bin/${name}`);

/** Undefined where there is no Chromium; the tests that need one are skipped then, and say so. */
export const chromiumPath = [process.env.CHROMIUM ?? '', ...candidates].find((path) => existsSync(path));

export const withoutChromium =
  chromiumPath === undefined
    ? ' (skipped: no Chromium here; install Debian’s "chromium-headless-shell" or set CHROMIUM)'
    : '';

let launched: Promise<Browser> | undefined;
const inUse = new Set<Page>();

export interface Look {
  readonly width: 1440 | 390;
  readonly colorScheme: 'light' | 'dark';
}

/**
 * A window of its own, as another person would have; it throws when the page reports an error. All test files of a worker
 * share one browser, which ends with the worker.
 */
export async function openWindow(
  url: string,
  look: Look = { width: 1440, colorScheme: 'light' },
): Promise<Page> {
  const page = await newWindow();
  inUse.add(page);
  await page.setViewportSize({ width: look.width, height: look.width === 390 ? 844 : 900 });
  // The VPN panel never stands still otherwise, and drawing it takes a quarter of a core for as long as a test waits.
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
  await page.goto(url);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}

export async function closeWindow(page: Page): Promise<void> {
  inUse.delete(page);
  await page.context().close();
}

/** Discards the windows that failed tests left open. Test files of a worker run one after the other. */
export async function discardWindows(): Promise<void> {
  const left = [...inUse];
  inUse.clear();
  await Promise.all(left.map((page) => page.context().close()));
}

/** Ends the browser, which a process that isn't a worker has to do itself. */
export async function quitChromium(): Promise<void> {
  const browser = await launched;
  launched = undefined;
  inUse.clear();
  await browser?.close();
}

/** A context of its own, which shares neither storage nor cache with another window. */
async function newWindow(): Promise<Page> {
  launched ??= launchChromium();
  const context = await (await launched).newContext();
  const page = await context.newPage();
  // Far above what anything here takes, so that a slow machine fails no test.
  page.setDefaultTimeout(120_000);
  page.on('pageerror', (error) => {
    throw error;
  });
  return page;
}

/** A browser of its own, for whoever measures how it starts. */
export function launchChromium(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: chromiumPath ?? '', args: [...args, ...quiet] });
}

/** Types a line into the composer and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message/ });
  await composer.fill(text);
  await page.keyboard.press('Escape');
  await composer.press('Enter');
}
