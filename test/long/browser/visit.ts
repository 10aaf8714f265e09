import type { Browser, Locator, Page } from 'playwright-core';
import { channels } from '../../e2e/support/person-at-work.ts';
import { openWindow } from '../../emulators/page/chromium.ts';
import { type Hand, handOf } from './hand.ts';
import type { Sitting } from './looks-and-ways.ts';

type Panel = 'Channels' | 'Messages' | 'VPN';

/** A person in front of the page, in one channel. */
export interface Visit extends Hand {
  readonly page: Page;
  /** The messages that can be read now, the latest last. */
  message(text: string | RegExp): Locator;
  say(text: string): Promise<void>;
  /** Brings a panel to the front where only one has room. */
  turnTo(panel: Panel): Promise<void>;
  goTo(channel: string): Promise<void>;
}

export async function visit(
  browser: Browser,
  url: string,
  person: string,
  channel: keyof typeof channels,
  { look, way }: Sitting,
): Promise<Visit> {
  const page = await openWindow(browser, `${url}/#/${person}/${channels[channel]}`, look);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const hand = handOf(page, way);

  async function turnTo(panel: Panel): Promise<void> {
    if (look.width === 390) await hand.press(page.getByRole('button', { name: panel, exact: true }));
  }

  return {
    ...hand,
    page,
    turnTo,
    message: (text) => page.locator('.message').filter({ hasText: text }).last(),
    async say(text) {
      const composer = page.getByRole('textbox', { name: /^Message/ });
      await hand.write(composer, text);
      await hand.send(composer);
    },
    async goTo(name) {
      await turnTo('Channels');
      await hand.press(page.getByRole('link', { name }));
    },
  };
}
