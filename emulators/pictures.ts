import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startDemoWorld } from './start/world.ts';

/** `npm run pictures`: takes the README's pictures from the page itself, so that they stay true. */
const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
await mkdir(folder, { recursive: true });
const world = await startDemoWorld(4700, { connections: 40, ended: 12, isAlive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  while (!(await isBotOnline(world.slack.url))) await new Promise((resolve) => setTimeout(resolve, 100));
  await takePictures(browser, world.slack.url);
} finally {
  await browser.close();
  await world.stop();
}
process.exit(0);

async function isBotOnline(url: string): Promise<boolean> {
  const snapshot: unknown = await (await fetch(`${url}/client/snapshot?as=U0HELGA`)).json();
  return JSON.stringify(snapshot).includes('"isOnline":true');
}

async function takePictures(window: Browser, url: string): Promise<void> {
  const helga = await openPage(window, `${url}/#/U0HELGA/C0HELPDESK`, 'light', 1440);
  await say(helga, '/vpn who @bob');
  await helga.getByRole('button', { name: 'Terminate' }).first().waitFor();
  await picture(helga, 'who');

  await helga.getByRole('button', { name: 'Terminate' }).first().click();
  await helga.getByRole('textbox', { name: /Reason/ }).fill('Stale session, Bob asked for it');
  await picture(helga, 'confirm');

  await helga.getByRole('button', { name: /^End session/ }).click();
  await helga.getByText('confirmed after').first().waitFor();
  await picture(helga, 'main-job');

  const omar = await openPage(window, `${url}/#/U0OMAR/C0AUDIT`, 'dark', 1440);
  await omar.getByText('confirmed after').first().waitFor();
  await picture(omar, 'audit-channel-dark');

  const phone = await openPage(window, `${url}/#/U0HELGA/C0HELPDESK`, 'light', 390);
  await phone.getByText('confirmed after').first().waitFor();
  await picture(phone, 'phone');
}

async function openPage(
  window: Browser,
  url: string,
  colorScheme: 'light' | 'dark',
  width: number,
): Promise<Page> {
  const viewport = { width, height: width === 390 ? 844 : 900 };
  const context = await window.newContext({ viewport, colorScheme, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: /^Message/ }).waitFor();
  return page;
}

async function say(page: Page, text: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: /^Message/ });
  await composer.fill(text);
  await page.keyboard.press('Escape');
  await composer.press('Enter');
}

async function picture(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${folder}${name}.png` });
}
