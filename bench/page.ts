import { setStage } from '../test/emulators/page/stage.ts';
import type { Figure } from './figure.ts';
import { measureBundle } from './page-bundle.ts';
import { measureClick } from './page-click.ts';
import { measureFirstPaint } from './page-first-paint.ts';
import { measureMessage } from './page-message.ts';
import { tableOf } from './table.ts';

const rounds = 15;

/** How fast is the page? One stage for all questions; the figures are this machine's. */
export async function measurePage(): Promise<readonly Figure[]> {
  const stage = await setStage();
  try {
    return [
      await measureFirstPaint(stage, rounds),
      await measureClick(stage, rounds),
      await measureMessage(stage, rounds),
      await measureBundle(),
    ];
  } finally {
    await stage.stop();
  }
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measurePage())}\n`);
  process.exit(0);
}
