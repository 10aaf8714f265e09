import type { Locator, Page } from 'playwright-core';
import { keyboardHand } from './keyboard-hand.ts';
import { mouseHand } from './mouse-hand.ts';

export type Way = 'mouse' | 'keyboard';

/** What people do on a page, whatever they do it with. */
export interface Hand {
  press(target: Locator): Promise<void>;
  write(field: Locator, text: string): Promise<void>;
  /** Opens a menu and takes one of its options. */
  choose(menu: Locator, option: string): Promise<void>;
  /** Sends what stands in the composer. */
  send(composer: Locator): Promise<void>;
}

export function handOf(page: Page, way: Way): Hand {
  return way === 'mouse' ? mouseHand(page) : keyboardHand(page);
}
