import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { addMinutes } from 'date-fns/addMinutes';
import { subDays } from 'date-fns/subDays';
import { subMinutes } from 'date-fns/subMinutes';
import { bundleChartThread } from '../infra/bundle-chart-thread.ts';
import { renderCharts } from '../src/features/charts/render-charts.ts';
import { seriesOf, type UsageSeries } from '../src/features/charts/usage-series.ts';
import { ask, type Figure, type Row } from './figure.ts';
import { tableOf } from './table.ts';
import { repeated, rounds } from './vpn/rounds.ts';

const rows: readonly Row[] = [
  {
    question: 'charts of a day and a week (2,016 counts), drawn in a new thread, CPU',
    unit: 'ms',
    bound: 3_000,
    judgedBy: 'median',
  },
  {
    question: 'meanwhile, the longest time in which the process does nothing else',
    unit: 'ms',
    // Slack waits 3,000 ms for an acknowledgement; the thread competes for the same processors.
    bound: 250,
    judgedBy: 'median',
  },
];
const sizeRow: Row = {
  question: 'what draws charts, beside the worker and read when it is needed',
  unit: 'kB',
  bound: 4_000,
  judgedBy: 'worst',
};

/** How long do charts take, and what do they cost everyone else? */
export async function measureCharts(): Promise<readonly Figure[]> {
  return [...(await ask(rows, measureDrawing)), ...(await ask([sizeRow], measureSize))];
}

async function measureDrawing() {
  const series = [seriesFor('day', 1), seriesFor('week', 7)];
  const delays: number[] = [];
  const times = await repeated(rounds, async () => {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const before = process.cpuUsage();
    delay.enable();
    await renderCharts(series, 'Europe/Berlin');
    delay.disable();
    // In nanoseconds and microseconds.
    delays.push(delay.max / 1e6);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e3;
  });
  return [{ measured: times }, { measured: delays }];
}

function seriesFor(period: UsageSeries['period'], days: number): UsageSeries {
  const to = new Date();
  const from = subDays(to, days);
  const observations = Array.from({ length: days * 288 }, (_, index) => {
    const at = addMinutes(from, index * 5);
    return { at, since: subMinutes(at, 60), active: 400 + Math.round(300 * Math.sin(index / 46)) };
  });
  return seriesOf(observations, { endpointName: 'prod-eu', period, from, to, limit: 7_000 });
}

async function measureSize() {
  const folder = await mkdtemp(join(tmpdir(), 'bouncer-charts-'));
  try {
    await bundleChartThread(folder);
    const sizes = await Promise.all(
      (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
    );
    return [{ measured: [sizes.reduce((sum, size) => sum + size, 0) / 1_000] }];
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) {
  process.stdout.write(`${tableOf(await measureCharts())}\n`);
  process.exit(0);
}
