import type { Page } from 'playwright-core';
import type { Hand } from './hand.ts';

/** Clicks; only what is written comes from the keyboard. */
export function mouseHand(page: Page): Hand {
  return {
    press: (target) => target.click(),
    async write(field, text) {
      await field.click();
      await page.keyboard.insertText(text);
    },
    async choose(menu, option) {
      await menu.click();
      await page.getByRole('option', { name: option, exact: true }).click();
    },
    send: () => page.getByRole('button', { name: 'Send' }).click(),
  };
}
