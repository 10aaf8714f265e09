import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { suggestions } from '../../../emulators/page/tour/suggestions.ts';
import { acme } from '../../../emulators/slack/acme.ts';
import { chromiumPath, closeWindow, openWindow, withoutChromium } from './chromium.ts';
import { startTestPage, type TestPage } from './test-page.ts';

test('every step is for somebody who is in its channel', () => {
  const steps = suggestions.flatMap((suggestion) => suggestion.steps);

  const misplaced = steps.filter(
    ({ person, channel }) => !acme.channels.find(({ id }) => id === channel)?.members.includes(person),
  );

  expect(misplaced).toEqual([]);
});

describe.skipIf(chromiumPath === undefined)(`the tour in Chromium${withoutChromium}`, () => {
  let testPage: TestPage;
  beforeAll(async () => {
    testPage = await startTestPage();
  });
  afterAll(() => testPage?.stop());

  const switchTo = async (page: Page, name: string) => {
    await page.getByRole('button', { name: /^Act as:/ }).click();
    await page.getByRole('option', { name }).click();
  };

  test('goes to the step of the person whom the visitor switches to', async () => {
    const page = await openWindow(testPage.slack.url);
    const note = page.getByRole('region', { name: 'What to do' });
    await page.getByRole('button', { name: 'A protected name needs approval' }).click();
    await note.getByText('as Omar Okafor in #secops').waitFor();

    await switchTo(page, 'Anna Alvarez');

    await note.getByText('as Anna Alvarez in #secops').waitFor();
    await note.getByText('2 of 3').waitFor();
    await closeWindow(page);
  });

  test('offers to act as the person of the next step, in their channel', async () => {
    const page = await openWindow(testPage.slack.url);
    const note = page.getByRole('region', { name: 'What to do' });
    await page.getByRole('button', { name: 'A protected name needs approval' }).click();

    await note.getByRole('button', { name: 'Next step' }).click();
    await note.getByRole('button', { name: 'Act as Anna' }).click();

    await page.getByRole('button', { name: 'Act as: Anna Alvarez' }).waitFor();
    await page.getByRole('textbox', { name: 'Message #secops' }).waitFor();
    await note.getByText('2 of 3').waitFor();
    await closeWindow(page);
  });

  test('offers first what the person can do whom the visitor acts as', async () => {
    const page = await openWindow(testPage.slack.url);

    await switchTo(page, 'Gus Grant');

    const first = page.getByRole('region', { name: 'Things to try' }).getByRole('listitem').first();
    await first.getByText('Try it as a guest').waitFor();
    await closeWindow(page);
  });

  test('takes at most 96 pixels of a phone', async () => {
    const look = { width: 390, colorScheme: 'light' } as const;
    const page = await openWindow(testPage.slack.url, look);
    const tour = page.locator('.tour');
    const heights = [await heightOf(page)];

    for (const { title, steps } of suggestions) {
      await page.getByRole('button', { name: title }).click();
      for (const _ of steps.slice(1)) {
        heights.push(await heightOf(page));
        await tour.getByRole('button', { name: 'Next step' }).click();
      }
      heights.push(await heightOf(page));
      await page.getByRole('button', { name: 'Close the tour' }).click();
      await page.getByRole('button', { name: 'Things to try' }).click();
    }

    expect(heights.filter((height) => height > 96)).toEqual([]);
    await closeWindow(page);
  });
});

/** What the tour would take if it did not scroll. */
function heightOf(page: Page): Promise<number> {
  return page.locator('.tour').evaluate((element) => element.scrollHeight);
}
