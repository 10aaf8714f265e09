import type { Locator, Page } from 'playwright-core';
import { keyboardInput } from './keyboard-input.ts';
import { mouseInput } from './mouse-input.ts';

export type InputDevice = 'mouse' | 'keyboard';

/** What people do on a page, whatever they do it with. */
export interface PageInput {
  press(target: Locator): Promise<void>;
  write(field: Locator, text: string): Promise<void>;
  /** Opens a menu and takes one of its options. */
  choose(menu: Locator, option: string): Promise<void>;
  /** Sends what stands in the composer. */
  send(composer: Locator): Promise<void>;
}

export function pageInput(page: Page, device: InputDevice): PageInput {
  return device === 'mouse' ? mouseInput(page) : keyboardInput(page);
}
