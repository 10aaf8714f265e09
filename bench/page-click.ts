import type { Page } from 'playwright-core';
import { z } from 'zod';
import { closeWindow, openWindow, say } from '../test/emulators/page/chromium.ts';
import type { TestPage } from '../test/emulators/page/test-page.ts';
import type { Figure } from './figure.ts';

const watchClicks = `addEventListener('click', (event) => {
  globalThis.clickedAt = performance.timeOrigin + event.timeStamp;
}, { capture: true })`;

/** From a click on a button in a message to the moment when the emulator sends it to the app. */
export async function measureClick(testPage: TestPage, rounds: number): Promise<Figure> {
  const page = await openWindow(testPage.slack.url);
  await page.evaluate(watchClicks);
  await say(page, '/vpn who');
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await clickOnce(page, testPage));
  await closeWindow(page);
  return {
    question: 'click to the emulator’s dispatch',
    unit: 'ms',
    bound: 50,
    judgedBy: 'median',
    measured,
  };
}

async function clickOnce(page: Page, { slack }: TestPage): Promise<number> {
  const before = slack.control.deliveries().at(-1)?.number ?? 0;
  await page.locator('.message').getByRole('button', { name: 'Terminate' }).last().click();
  await page.getByRole('dialog').waitFor();
  const [dispatched] = slack.control.deliveries(before);
  const clickedAt = z.number().parse(await page.evaluate('globalThis.clickedAt'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  return Math.max(0, Date.parse(dispatched?.at ?? '') - clickedAt);
}
