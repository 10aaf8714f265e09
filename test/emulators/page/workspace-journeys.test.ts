import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, closeWindow, openWindow, say, withoutChromium } from './chromium.ts';
import { startSmallBot } from './small-bot.ts';
import { startTestPage, type TestPage } from './test-page.ts';

describe.skipIf(chromiumPath === undefined)(`the workspace in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  beforeAll(async () => {
    testPage = await startTestPage();
  });
  afterAll(() => testPage?.stop());

  test('a connection can be terminated by keyboard alone, with the required reason', async () => {
    const page = await openWindow(testPage.slack.url);
    const focused = page.locator(':focus');

    await page.getByRole('textbox', { name: 'Message #helpdesk' }).focus();
    await page.keyboard.type('/v');
    const suggestions = page.getByRole('listbox', { name: 'Suggestions' });
    // A key takes what is offered at that moment, or sends the line.
    const offers = (text: string) => suggestions.getByRole('option').filter({ hasText: text }).waitFor();
    await offers('/vpn');
    await page.keyboard.press('Tab');
    await page.keyboard.type('w');
    await offers('who');
    await page.keyboard.press('Enter');
    await page.keyboard.type('@bo');
    await offers('bob');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Terminate' }).last().waitFor();
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press('Shift+Tab');
      if ((await focused.textContent()) === 'Terminate') break;
    }
    await page.keyboard.press('Enter');
    const modal = page.getByRole('dialog', { name: 'Terminate connections' });
    await modal.waitFor();
    await modal.getByRole('button', { name: 'Terminate connections' }).focus();
    await page.keyboard.press('Enter');
    await modal.getByText('Please complete this required field.').waitFor();
    // The input with the error has taken the focus.
    await page.keyboard.type('stale session');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByText('terminates a connection: stale session — terminated(edited)').waitFor();
    await page.getByRole('list', { name: 'Thread' }).getByText('No one has reconnected.').waitFor();
    expect(await modal.count()).toBe(0);
    await closeWindow(page);
  });

  test('a shortcut is used by keyboard in a thread, and its modal suggests the channel', async () => {
    const page = await openWindow(testPage.slack.url);

    await say(page, 'Bob’s VPN hangs');
    await page.getByRole('button', { name: 'Reply in thread' }).last().focus();
    await page.keyboard.press('Enter');
    // It takes the focus when it opens.
    await page.locator('.reply-composer textarea:focus').waitFor();
    await page.locator('.reply-composer').getByRole('button', { name: 'Shortcuts' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'VPN…' }).waitFor();
    await page.keyboard.press('Enter');

    const channel = page.getByRole('dialog', { name: 'Where' }).getByRole('button', { name: 'Channel' });
    await channel.filter({ hasText: 'helpdesk' }).click();
    const offered = page.getByRole('listbox', { name: 'Channel' });
    await offered.getByRole('option', { name: 'leads' }).waitFor();
    expect(await offered.getByRole('option', { name: 'general' }).count()).toBe(0);
    await closeWindow(page);
  });

  test('a shortcut on a message that the app doesn’t acknowledge says so', async () => {
    const page = await openWindow(testPage.slack.url);

    await say(page, 'Who is this?');
    await page.getByRole('button', { name: 'More actions' }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'Who is this on the VPN?' }).waitFor();
    await page.keyboard.press('Enter');

    await page.getByText('The app didn’t respond within 3 seconds.').waitFor();
    await closeWindow(page);
  });

  test('the app’s errors are shown at their inputs, and nothing typed is lost', async () => {
    const page = await openWindow(testPage.slack.url);

    await say(page, '/vpn who');
    await page.getByRole('button', { name: 'Terminate' }).last().click();
    const modal = page.getByRole('dialog', { name: 'Terminate connections' });
    await modal.getByLabel('lab, since Thursday').uncheck();
    await modal.getByLabel('Reason').fill('nonsense');
    await modal.getByRole('button', { name: 'Terminate connections' }).click();

    await modal.getByText('Give a reason that others can understand.').waitFor();
    expect(await modal.getByLabel('Reason').inputValue()).toBe('nonsense');
    expect(await modal.getByLabel('lab, since Thursday').isChecked()).toBe(false);
    await page.keyboard.press('Escape');
    await modal.waitFor({ state: 'detached' });
    await closeWindow(page);
  });

  test('two windows are two people, and each sees at once what the other says', async () => {
    const helga = await openWindow(`${testPage.slack.url}/#/U0HELGA/C0GENERAL`);
    const omar = await openWindow(`${testPage.slack.url}/#/U0OMAR/C0SECOPS`);

    await say(helga, 'is anybody there, @omar?');
    await omar.getByRole('link', { name: 'general 1 unread' }).click();
    await omar.locator('.message').getByText('is anybody there, @omar?').waitFor();
    await say(omar, 'here I am');

    await helga.getByText('here I am', { exact: true }).waitFor();
    await omar.getByRole('link', { name: 'general', exact: true }).waitFor();
    await closeWindow(helga);
    await closeWindow(omar);
  });

  test('a reload keeps the person, the channel and what was said', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);

    await say(page, 'kept over a reload');
    await page.getByText('kept over a reload').waitFor();
    await page.reload();

    await page.getByText('kept over a reload').waitFor();
    await page.getByRole('button', { name: 'Act as: Lena Lindqvist' }).waitFor();
    await closeWindow(page);
  });

  test('hostile text never becomes markup, from a person or from the app', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);
    const hostile = '<img src=x onerror="document.title=1"><b>bold</b> <a href="javascript:1">x</a>';

    await say(page, hostile);
    await testPage.bot.app.client.chat.postMessage({ channel: 'C0LEADS', text: `raw ${hostile}` });

    await page.getByText(`raw ${hostile}`, { exact: true }).waitFor();
    expect(await page.locator('.message').getByText(hostile).count()).toBe(2);
    expect(await page.locator('.message :is(img, b, script, a[href^="javascript"])').count()).toBe(0);
    expect(await page.title()).not.toBe('1');
    await closeWindow(page);
  });

  test('a channel that the reader is not in is not a link, and says why', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);

    await testPage.bot.app.client.chat.postMessage({
      channel: 'C0LEADS',
      text: 'in <#C0SECOPS>, <#C0GENERAL>',
    });

    const message = page.locator('.message', { hasText: 'in private-channel' });
    await message.getByTitle('A channel that this person is not in').waitFor();
    expect(await message.getByRole('link').allTextContents()).toEqual(['#general']);
    await closeWindow(page);
  });

  test('on a phone, the channel’s header shows who the visitor acts as', async () => {
    const look = { width: 390, colorScheme: 'light' } as const;
    const page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`, look);

    await page.locator('.channel-head').getByText('acting as Lena').waitFor();
    await closeWindow(page);
  });

  test('a button is busy until it is acknowledged, and says when it was not', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0OMAR/C0SECOPS`);

    await say(page, '/vpn who');
    const refresh = page.getByRole('button', { name: 'Refresh' });
    const before = await refresh.boundingBox();
    await refresh.click();

    await page.locator('button[aria-busy=true]', { hasText: 'Refresh' }).waitFor();
    expect(await refresh.boundingBox()).toEqual(before);
    await page.getByText('The app didn’t respond within 3 seconds.').waitFor();
    expect(await refresh.getAttribute('aria-busy')).toBe('false');
    await closeWindow(page);
  });

  test('an unacknowledged command and refused blocks are shown in place', async () => {
    const page = await openWindow(`${testPage.slack.url}/#/U0OMAR/C0SECOPS`);

    await say(page, '/vpn nonsense');
    await page.getByText('invalid_blocks').waitFor();
    await say(page, '/vpn silence');

    await page.getByText('operation_timeout').waitFor();
    await closeWindow(page);
  });

  test('what a person may not do is refused in words, and the line stays in the composer', async () => {
    const page = await openWindow(testPage.slack.url);

    await say(page, '/nothing of the kind');

    await page.getByRole('alert').getByText('/nothing is not a valid command.').waitFor();
    expect(await page.getByRole('textbox', { name: /^Message/ }).inputValue()).toBe('/nothing of the kind');
    await closeWindow(page);
  });

  test('the page says that the bot is gone, and takes it back by itself', async () => {
    const page = await openWindow(testPage.slack.url);
    const banner = page.getByText('Bouncer is offline.');

    await testPage.bot.stop();
    await banner.waitFor();
    const bot = await startSmallBot(testPage.slack);

    await banner.waitFor({ state: 'detached' });
    await closeWindow(page);
    testPage = { ...testPage, bot };
  });

  test('the tour fills in a command as the right person in the right channel', async () => {
    const page = await openWindow(testPage.slack.url);

    await page.getByRole('button', { name: 'Who of my team is connected' }).click();

    const composer = page.getByRole('textbox', { name: 'Message #leads' });
    await composer.waitFor();
    expect(await composer.inputValue()).toBe('/vpn who @platform');
    await page.getByText('as Lena Lindqvist in #leads').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Only visible to you').waitFor();
    await closeWindow(page);
  });
});
