import type { KnownBlock } from '@slack/types';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { chromiumPath, openWindow, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

const label = (text: string) => ({ type: 'plain_text' as const, text });
const options = ['one', 'two'].map((value) => ({ text: label(`Option ${value}`), value }));
const confirm = {
  title: label('Are you sure?'),
  text: { type: 'mrkdwn' as const, text: 'It ends *at once*.' },
  confirm: label('End it'),
  deny: label('Keep it'),
  style: 'danger' as const,
};

const blocks: readonly KnownBlock[] = [
  {
    type: 'actions',
    elements: [
      { type: 'button', action_id: 'asks', text: label('End'), value: 'it', style: 'danger', confirm },
      { type: 'static_select', action_id: 'select', placeholder: label('Endpoint'), options },
      { type: 'users_select', action_id: 'person', placeholder: label('Person') },
      { type: 'overflow', action_id: 'more', options },
      { type: 'checkboxes', action_id: 'ticks', options },
      { type: 'radio_buttons', action_id: 'radio', options },
    ],
  },
];

describe.skipIf(chromiumPath === undefined)(`elements in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  let page: Page;
  beforeAll(async () => {
    testPage = await startTestPage();
    await testPage.bot.app.client.chat.postMessage({ channel: 'C0LEADS', text: 'all', blocks: [...blocks] });
    page = await openWindow(`${testPage.slack.url}/#/U0LENA/C0LEADS`);
  });
  afterAll(() => testPage?.stop());

  test('a button that asks first does nothing when the answer is no', async () => {
    const before = testPage.slack.control.deliveries().length;

    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page
      .getByRole('dialog', { name: 'Are you sure?' })
      .getByRole('button', { name: 'Keep it' })
      .click();

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(testPage.slack.control.deliveries()).toHaveLength(before);
  });

  test('a button that asks first acts when the answer is yes', async () => {
    await page.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End it' }).click();

    await expect.poll(latestAction).toMatchObject({ action_id: 'asks', value: 'it' });
  });

  test('a select sends the choice and shows it', async () => {
    await page.getByRole('button', { name: 'Endpoint' }).click();
    await page.getByRole('option', { name: 'Option two' }).click();

    await expect.poll(latestAction).toMatchObject({ action_id: 'select', selected_option: { value: 'two' } });
    await page.getByRole('button', { name: 'Endpoint: Option two' }).waitFor();
  });

  test('a person is found by typing, and chosen by keyboard', async () => {
    await page.getByRole('button', { name: 'Person' }).press('ArrowDown');
    await page.getByRole('combobox', { name: 'Person: search' }).pressSequentially('mal');
    await page.keyboard.press('Enter');

    await expect.poll(latestAction).toMatchObject({ action_id: 'person', selected_user: 'U0MALLORY' });
  });

  test('an overflow menu sends the choice and keeps nothing', async () => {
    await page.getByRole('button', { name: 'More actions' }).first().press('Enter');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');

    await expect.poll(latestAction).toMatchObject({ action_id: 'more', selected_option: { value: 'two' } });
  });

  test('ticked options are sent together, in the order of the options', async () => {
    await page.getByRole('checkbox', { name: 'Option two' }).check();
    await expect
      .poll(latestAction)
      .toMatchObject({ action_id: 'ticks', selected_options: [{ value: 'two' }] });
    await page.getByRole('checkbox', { name: 'Option one' }).check();

    await expect
      .poll(latestAction)
      .toMatchObject({ action_id: 'ticks', selected_options: [{ value: 'one' }, { value: 'two' }] });
  });

  test('a radio button sends the choice', async () => {
    await page.getByRole('radio', { name: 'Option one' }).check();

    await expect.poll(latestAction).toMatchObject({ action_id: 'radio', selected_option: { value: 'one' } });
  });

  function latestAction() {
    const payload = testPage.slack.control.deliveries().at(-1)?.envelope.payload;
    return actionsShape.safeParse(payload).data?.actions[0];
  }
});

const actionsShape = z.object({ actions: z.array(z.looseObject({ action_id: z.string() })) });
