import { quitChromium } from '../test/emulators/page/chromium.ts';
import { startTestPage } from '../test/emulators/page/test-page.ts';
import type { Figure } from './figure.ts';
import { measureBundle } from './page-bundle.ts';
import { measureClick } from './page-click.ts';
import { measureFirstPaint } from './page-first-paint.ts';
import { measureMessage } from './page-message.ts';
import { tableOf } from './table.ts';

const rounds = 15;

/** How fast is the page? All questions share one page; the figures are this machine's. */
export async function measurePage(): Promise<readonly Figure[]> {
  const testPage = await startTestPage();
  try {
    return [
      await measureFirstPaint(testPage, rounds),
      await measureClick(testPage, rounds),
      await measureMessage(testPage, rounds),
      await measureBundle(),
    ];
  } finally {
    await testPage.stop();
    await quitChromium();
  }
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measurePage())}\n`);
  process.exit(0);
}
