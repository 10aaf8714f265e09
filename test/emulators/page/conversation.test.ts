import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, closeWindow, openWindow, say, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

describe.skipIf(chromiumPath === undefined)(`a conversation in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  beforeAll(async () => {
    testPage = await startTestPage();
  });
  afterAll(() => testPage?.stop());

  const open = (place: string) => openWindow(`${testPage.slack.url}/#/${place}`);
  const post = (channel: string, text: string) => testPage.bot.app.client.chat.postMessage({ channel, text });

  test('with the app has no composer where the manifest allows none', async () => {
    const page = await open('U0HELGA/C0HELPDESK');

    await page.getByRole('link', { name: 'Bouncer' }).click();
    await page.getByRole('button', { name: 'Messages', exact: true }).click();

    await page.getByText('Sending messages to this app has been turned off.').waitFor();
    expect(await page.getByRole('textbox', { name: /^Message/ }).count()).toBe(0);
    await closeWindow(page);
  });

  test('in an archived channel has no composer', async () => {
    const page = await open('U0OMAR/C0SHARED');

    testPage.slack.control.changeChannel({ id: 'C0SHARED', isArchived: true });

    await page.getByText('You are viewing #partners, an archived channel.').waitFor();
    expect(await page.getByRole('textbox', { name: /^Message/ }).count()).toBe(0);
    await closeWindow(page);
  });

  test('goes on in a thread, which takes messages and no commands', async () => {
    const page = await open('U0HELGA/C0HELPDESK');
    await say(page, 'Bob’s VPN hangs');
    const message = page.locator('.message', { hasText: 'Bob’s VPN hangs' });
    await message.getByRole('button', { name: 'Reply in thread' }).click();
    const reply = page.getByRole('textbox', { name: 'Reply in thread' });

    await expect.poll(() => reply.evaluate((box) => box.matches(':focus'))).toBe(true);
    await page.keyboard.type('I am looking');
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Thread' }).getByText('I am looking').waitFor();
    await reply.fill('/vpn who');
    await reply.press('Enter');

    await page.getByText('/vpn is not supported in threads. Sorry!').waitFor();
    expect(await reply.inputValue()).toBe('/vpn who');
    await closeWindow(page);
  });

  test('says how many messages are new to somebody who has scrolled up, and leads to them', async () => {
    for (let count = 0; count < 40; count += 1) await post('C0LEADS', `old ${count}`);
    const page = await open('U0LENA/C0LEADS');
    const frame = page.getByRole('region', { name: 'Messages in leads' });
    await page.getByText('old 39', { exact: true }).waitFor();
    // The page counts from where the reader is as soon as the browser reports the scrolling.
    await frame.evaluate(
      (element) =>
        new Promise((resolve) => {
          element.addEventListener('scroll', () => setTimeout(resolve, 100), { once: true });
          element.scrollTo({ top: -600 });
        }),
    );

    await post('C0LEADS', 'first news');
    await page.getByRole('button', { name: '1 new message' }).waitFor();
    await post('C0LEADS', 'second news');
    await page.getByRole('button', { name: '2 new messages' }).click();

    await page.getByRole('button', { name: 'new message' }).waitFor({ state: 'detached' });
    await expect.poll(() => frame.evaluate((element) => element.scrollTop)).toBeGreaterThan(-1);
    await closeWindow(page);
  });

  test('shows an ephemeral message in its old place after the app has replaced it', async () => {
    const page = await open('U0OMAR/C0SECOPS');
    await say(page, '/vpn who bob');
    await page.getByText('2 of 41 connections match who bob').waitFor();
    await post('C0SECOPS', 'said later');
    await page.getByText('said later', { exact: true }).waitFor();

    await page.getByRole('button', { name: 'All endpoints' }).click();
    await page.getByRole('option', { name: 'lab' }).click();

    await page.getByText('2 of 41 connections match bob on lab').waitFor();
    const shown = await page.locator('.message').allTextContents();
    expect(shown).toHaveLength(2);
    expect(shown[0]).toContain('Only visible to you');
    expect(shown[0]).toContain('bob on lab');
    await closeWindow(page);
  });
});
