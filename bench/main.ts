import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureBoard } from './board.ts';
import { measureBot } from './bot.ts';
import { measureCharts } from './charts.ts';
import { type Figure, verdictOf } from './figure.ts';
import { measureHistory } from './history.ts';
import { measureLambda } from './lambda.ts';
import { measurePackage } from './package.ts';
import { measurePage } from './page.ts';
import { tableOf } from './table.ts';
import { measureVpn, vpnQuestions } from './vpn.ts';

/**
 * `npm run bench`: asks every question, prints a table, and writes all measurements to a file. With arguments, only these
 * parts or questions at 126,000 connections: `npm run bench -- history homeOpen`.
 */
const asked = process.argv.slice(2);
const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  bot: measureBot,
  package: measurePackage,
  functions: measureLambda,
  vpn: measureVpn,
  page: measurePage,
  charts: measureCharts,
  history: measureHistory,
  board: measureBoard,
};
const questions = asked.filter((name) => vpnQuestions.includes(name));
const unknown = asked.filter((name) => !(name in parts) && !questions.includes(name));
if (unknown.length > 0) throw new Error(`There is no part or question ${unknown.join(', ')}.`);
const at = new Date().toISOString();
const load = [loadavg()[0]];
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  process.stderr.write(`measuring the ${name} …\n`);
  figures.push(...(await measure()));
}
if (questions.length > 0) figures.push(...(await measureVpn(questions)));
load.push(loadavg()[0]);

process.stdout.write(`${tableOf(figures)}\n`);
const folder = fileURLToPath(new URL('results/', import.meta.url));
await mkdir(folder, { recursive: true });
const result = {
  at,
  machine: machine(),
  load,
  figures: figures.map((figure) => ({ ...figure, verdict: verdictOf(figure) })),
};
await writeFile(`${folder}latest.json`, `${JSON.stringify(result, null, 2)}\n`);
process.exit(0);

/** The machine of the figures, which are comparable within one run but hardly between machines. */
function machine() {
  return {
    system: type(),
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
}
