import { z } from 'zod';
import { launchChromium } from '../test/emulators/page/chromium.ts';
import type { TestPage } from '../test/emulators/page/test-page.ts';
import type { Figure } from './figure.ts';

const firstPaint = `performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint')?.startTime`;

/** From opening the address, with nothing in the cache, to the first text on the screen. */
export async function measureFirstPaint({ slack }: TestPage, rounds: number): Promise<Figure> {
  const browser = await launchChromium();
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(slack.url);
    await page.getByRole('textbox', { name: /^Message/ }).waitFor();
    const painted = await page.waitForFunction(firstPaint);
    measured.push(z.number().parse(await painted.jsonValue()));
    await page.close();
  }
  await browser.close();
  return { question: 'first paint of the page', unit: 'ms', bound: 1_000, judgedBy: 'median', measured };
}
