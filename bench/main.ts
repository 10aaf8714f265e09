import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { measureBot } from './bot.ts';
import { type Figure, medianOf } from './figure.ts';
import { measurePage } from './page.ts';

/** `npm run bench`: asks every question, prints a table, and keeps all that was measured. */
const figures = [...(await measureBot()), ...(await measurePage())];
process.stdout.write(`${['question', 'median', 'worst', 'bound'].join(' | ')}\n`);
for (const figure of figures) process.stdout.write(`${rowOf(figure)}\n`);

const folder = fileURLToPath(new URL('results/', import.meta.url));
await mkdir(folder, { recursive: true });
await writeFile(`${folder}latest.json`, JSON.stringify({ at: new Date().toISOString(), figures }, null, 2));
process.exit(0);

function rowOf({ question, unit, bound, measured }: Figure): string {
  const shown = [medianOf(measured), Math.max(...measured), bound].map(
    (value) => `${value.toFixed(1)} ${unit}`,
  );
  return [question, ...shown].join(' | ');
}
