import type { Page } from 'playwright-core';
import type { PageInput } from './page-input.ts';

/** Clicks; only what is written comes from the keyboard. */
export function mouseInput(page: Page): PageInput {
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
