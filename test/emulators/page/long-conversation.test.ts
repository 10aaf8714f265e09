import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chromiumPath, closeWindow, openWindow, say, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

const snapshotShape = z.looseObject({ messages: z.array(z.looseObject({})) });

describe.skipIf(chromiumPath === undefined)(`a long conversation in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  beforeAll(async () => {
    testPage = await startTestPage();
    for (let line = 0; line < 60; line += 1) await post(`line ${line}`);
  });
  afterAll(() => testPage?.stop());

  test('it opens at its end, and a new message is in sight', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);

    await expect.poll(() => isInSight(page, 'line 59')).toBe(true);
    await post('the newest');

    await expect.poll(() => isInSight(page, 'the newest')).toBe(true);
    await closeWindow(page);
  });

  test('who has scrolled up stays there while others write, and comes down when writing', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);
    const old = page.locator('.message', { hasText: 'line 10' });

    await old.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    const before = await old.boundingBox();
    await post('written meanwhile');
    await page.locator('.message', { hasText: 'written meanwhile' }).waitFor();

    // A message is 29 pixels high: without the hold of the browser everything moves by as much.
    expect(Math.abs(((await old.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(8);
    await say(page, 'down again');
    await expect.poll(() => isInSight(page, 'down again')).toBe(true);
    await closeWindow(page);
  });

  test('blocks that the page cannot draw take nothing else down', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);
    await page.route('**/client/snapshot*', async (route) => {
      const snapshot = snapshotShape.parse(await (await route.fetch()).json());
      const [first = {}, ...others] = snapshot.messages;
      const broken = { ...first, blocks: [{ type: 'context', elements: null }] };
      await route.fulfill({ json: { ...snapshot, messages: [broken, ...others] } });
    });

    await page.reload();

    await page.getByText('Blocks that this page cannot draw').waitFor();
    expect(await page.getByText('line 1', { exact: true }).count()).toBe(1);
    await closeWindow(page);
  });

  async function post(text: string): Promise<void> {
    await testPage.bot.app.client.chat.postMessage({ channel: 'C0LEADS', text });
  }

  async function isInSight(page: Awaited<ReturnType<typeof openWindow>>, text: string): Promise<boolean> {
    const box = await page.locator('.message', { hasText: text }).last().boundingBox();
    const frame = await page.getByRole('region', { name: 'Messages in leads' }).boundingBox();
    return (
      box !== null && frame !== null && box.y >= frame.y && box.y + box.height <= frame.y + frame.height + 1
    );
  }
});
