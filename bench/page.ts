import { setStage } from '../test/emulators/page/stage.ts';
import { type Figure, medianOf } from './figure.ts';
import { measureBundle } from './page-bundle.ts';
import { measureClick } from './page-click.ts';
import { measureFirstPaint } from './page-first-paint.ts';
import { measureMessage } from './page-message.ts';

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
  for (const { question, unit, bound, measured } of await measurePage()) {
    const worst = Math.max(...measured).toFixed(1);
    process.stdout.write(
      `${question.padEnd(36)} median ${medianOf(measured).toFixed(1)} ${unit}, worst ${worst} ${unit}, bound ${bound} ${unit}\n`,
    );
  }
  process.exit(0);
}
