import { z } from 'zod';
import { closeWindow, openWindow } from '../test/emulators/page/chromium.ts';
import type { TestPage } from '../test/emulators/page/test-page.ts';
import type { Figure } from './figure.ts';

const watchMessages = `globalThis.seenAt = {};
new MutationObserver(() => {
  const text = [...document.querySelectorAll('.message')].at(-1)?.textContent ?? '';
  const number = /message number (\\d+)/.exec(text)?.[1];
  if (number === undefined || number in seenAt) return;
  seenAt[number] = 0;
  requestAnimationFrame(() => setTimeout(() => { seenAt[number] = performance.timeOrigin + performance.now(); }));
}).observe(document.body, { childList: true, subtree: true, characterData: true })`;

/** From the app's call of chat.postMessage to the frame in which the message is painted. */
export async function measureMessage(testPage: TestPage, rounds: number): Promise<Figure> {
  const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);
  await page.evaluate(watchMessages);
  const measured: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const text = `message number ${round}`;
    const postedAt = performance.timeOrigin + performance.now();
    await testPage.bot.app.client.chat.postMessage({ channel: 'C0LEADS', text });
    const seen = await page.waitForFunction(`seenAt[${round}]`);
    measured.push(z.number().parse(await seen.jsonValue()) - postedAt);
  }
  await closeWindow(page);
  return { question: 'a message posted to painted', unit: 'ms', bound: 100, judgedBy: 'median', measured };
}
