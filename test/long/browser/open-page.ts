import type { Locator, Page } from 'playwright-core';
import { channels } from '../../e2e/support/person-at-work.ts';
import { openWindow } from '../../emulators/page/chromium.ts';
import { type PageInput, pageInput } from './page-input.ts';
import type { PageSetup } from './page-setups.ts';

type Panel = 'Channels' | 'Messages' | 'VPN';

/** A person in front of the page, in one channel. */
export interface OpenPage extends PageInput {
  readonly page: Page;
  /** The messages that can be read now, the latest last. */
  message(text: string | RegExp): Locator;
  say(text: string): Promise<void>;
  /** Brings a panel to the front where only one has room. */
  turnTo(panel: Panel): Promise<void>;
  goTo(channel: string): Promise<void>;
}

export async function openPage(
  url: string,
  person: string,
  channel: keyof typeof channels,
  { look, device }: PageSetup,
): Promise<OpenPage> {
  const page = await openWindow(`${url}/#/${person}/${channels[channel]}`, look);
  const input = pageInput(page, device);

  async function turnTo(panel: Panel): Promise<void> {
    if (look.width === 390) await input.press(page.getByRole('button', { name: panel, exact: true }));
  }

  return {
    ...input,
    page,
    turnTo,
    message: (text) => page.locator('.message').filter({ hasText: text }).last(),
    async say(text) {
      const composer = page.getByRole('textbox', { name: /^Message/ });
      await input.write(composer, text);
      await input.send(composer);
    },
    async goTo(name) {
      await turnTo('Channels');
      await input.press(page.getByRole('link', { name }));
    },
  };
}
