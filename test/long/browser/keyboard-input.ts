import type { Locator, Page } from 'playwright-core';
import type { PageInput } from './page-input.ts';

/** More stops than any path through the page has. */
const maxStops = 300;

/** Never touches the pointer: goes from stop to stop, and looks at each goal whether the focus is seen. */
export function keyboardInput(page: Page): PageInput {
  async function press(target: Locator): Promise<void> {
    await reach(page, target);
    await page.keyboard.press('Enter');
  }

  return {
    press,
    async write(field, text) {
      await reach(page, field);
      await page.keyboard.insertText(text);
    },
    async choose(menu, option) {
      await press(menu);
      await page.getByRole('option', { name: option, exact: true }).waitFor();
      await page.keyboard.type(option);
      await page.keyboard.press('Enter');
    },
    async send(composer) {
      await reach(page, composer);
      // What is offered for the last word would take the Enter for itself.
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
    },
  };
}

/** @throws {Error} when Tab never gets there, or nobody would see that it did. */
async function reach(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < maxStops; stops += 1) {
    const key = await target.evaluate(keyTowards);
    if (key === '') {
      if (!(await target.evaluate(showsFocus))) throw new Error(`The focus is not seen: ${target}.`);
      return;
    }
    await page.keyboard.press(key);
  }
  throw new Error(`Tab does not get there: ${target}.`);
}

/** The little of the DOM that is asked for here: these two functions run in the page. */
interface Stop {
  readonly ownerDocument: {
    readonly activeElement: Stop | null;
    readonly defaultView: {
      getComputedStyle(stop: Stop): { readonly outlineStyle: string; readonly boxShadow: string };
    };
  };
  readonly parentElement: Stop | null;
  compareDocumentPosition(other: Stop | null): number;
  matches(selector: string): boolean;
}

/** The key that leads to the target from where the focus is; an empty text when it is there. */
function keyTowards(target: Stop): string {
  const following = 4;
  const focused = target.ownerDocument.activeElement;
  if (focused === target) return '';
  return target.compareDocumentPosition(focused) & following ? 'Shift+Tab' : 'Tab';
}

/** Whether people see that the focus is there: an outline, or the glow of the frame around it. */
function showsFocus(target: Stop): boolean {
  const { defaultView } = target.ownerDocument;
  return (
    target.matches(':focus-visible') &&
    [target, target.parentElement].some((each) => {
      if (each === null) return false;
      const { outlineStyle, boxShadow } = defaultView.getComputedStyle(each);
      return outlineStyle !== 'none' || boxShadow !== 'none';
    })
  );
}
