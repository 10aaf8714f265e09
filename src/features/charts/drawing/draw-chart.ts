import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tz } from '@date-fns/tz';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { eachDayOfInterval } from 'date-fns/eachDayOfInterval';
import { format } from 'date-fns/format';
import { setHours } from 'date-fns/setHours';
import type { EChartsCoreOption } from 'echarts';
// One file: from its parts, echarts takes ten times as long to load.
import { init } from 'echarts/dist/echarts.esm.min.mjs';
import { partsBetween, type UsageSeries } from '../usage-series.ts';
import { atOrOn, averageText, latestText, titleOf, zonedTime, zoneText } from '../usage-text.ts';

/** Slack previews pictures about 480 pixels wide: at this size, text of 15 pixels can still be read there. */
const size = { width: 720, height: 380 };
/** For sharp displays, and for those who open the picture. */
const pixelsPerUnit = 2;
const font = 'Inter';

/** Text has a contrast of at least 7:1 on the background, lines of at least 3:1. */
const colors = {
  background: '#ffffff',
  text: '#1d1c1d',
  quiet: '#4a4d52',
  grid: '#e3e5e8',
  line: '#1264a3',
  area: 'rgba(18, 100, 163, 0.14)',
  limit: '#b3261e',
  unknown: '#eceef0',
};

/**
 * Draws a series as a PNG with `echarts` (SVG) and `resvg` (pixels): in a thread of its own, by `renderCharts`.
 */
export async function drawChart(series: UsageSeries, zone: string): Promise<Uint8Array> {
  const fonts = await ready();
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption(optionOf(series, zone));
    const image = new Resvg(chart.renderToSVGString(), {
      font: { fontBuffers: [...fonts], defaultFontFamily: font, loadSystemFonts: false },
      fitTo: { mode: 'zoom', value: pixelsPerUnit },
      background: colors.background,
    });
    return image.render().asPng();
  } finally {
    chart.dispose();
  }
}

let loading: Promise<readonly Uint8Array[]> | undefined;

/** Loads what is needed once. */
function ready(): Promise<readonly Uint8Array[]> {
  loading ??= load();
  return loading;
}

const require = createRequire(import.meta.url);

/** Servers have no fonts of their own. This one is in its package, and on AWS beside the bundle. */
async function load(): Promise<readonly Uint8Array[]> {
  const [wasm, ...fonts] = await Promise.all([
    asset('index_bg.wasm', () => require.resolve('@resvg/resvg-wasm/index_bg.wasm')),
    asset('inter-latin-400-normal.woff2', () =>
      require.resolve('@fontsource/inter/files/inter-latin-400-normal.woff2'),
    ),
    asset('inter-latin-600-normal.woff2', () =>
      require.resolve('@fontsource/inter/files/inter-latin-600-normal.woff2'),
    ),
  ]);
  await initWasm(wasm);
  return fonts;
}

async function asset(name: string, inPackage: () => string): Promise<Uint8Array<ArrayBuffer>> {
  const beside = new URL(name, import.meta.url);
  return new Uint8Array(await readFile(existsSync(beside) ? beside : inPackage()));
}

function optionOf(series: UsageSeries, zone: string): EChartsCoreOption {
  const ticks = ticksOf(series, zone);
  return {
    animation: false,
    backgroundColor: colors.background,
    textStyle: { fontFamily: font, color: colors.text },
    title: {
      text: titleOf(series),
      subtext: subtitle(series, zone),
      left: 20,
      top: 14,
      itemGap: 6,
      textStyle: { fontSize: 19, fontWeight: 600, color: colors.text, width: 680, overflow: 'truncate' },
      subtextStyle: { fontSize: 14, color: colors.quiet },
    },
    grid: { left: 78, right: 28, top: 106, bottom: 66, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value',
      min: series.from.getTime(),
      max: series.to.getTime(),
      name: zoneText(zone),
      nameLocation: 'middle',
      nameGap: 30,
      nameTextStyle: { fontSize: 13, color: colors.quiet },
      axisLine: { lineStyle: { color: colors.quiet }, onZero: false },
      axisTick: { show: true, customValues: ticks.map(({ at }) => at) },
      splitLine: { show: false },
      axisLabel: {
        customValues: ticks.map(({ at }) => at),
        formatter: (at: number) => ticks.find((tick) => tick.at === at)?.label ?? '',
        fontSize: 13,
        color: colors.quiet,
        hideOverlap: true,
      },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: highest(series),
      minInterval: 1,
      splitNumber: 4,
      name: 'connections',
      nameTextStyle: { fontSize: 13, color: colors.quiet, align: 'left', padding: [0, 0, 0, -54] },
      splitLine: { lineStyle: { color: colors.grid } },
      axisLabel: {
        formatter: (count: number) => count.toLocaleString('en'),
        fontSize: 13,
        color: colors.quiet,
        // There it is no round number.
        showMaxLabel: !showsLimit(series),
      },
    },
    series: [lineOf(series)],
  };
}

function lineOf(series: UsageSeries) {
  const parts = partsBetween(series.points, series.gaps);
  return {
    type: 'line',
    // A null interrupts the line.
    data: parts.flatMap((part) => [
      ...part.map(({ at, active }) => [at.getTime(), active]),
      [part.at(-1)?.at.getTime(), null],
    ]),
    // A count without neighbors is a dot, or it would not be seen.
    showSymbol: true,
    showAllSymbol: true,
    symbol: 'circle',
    symbolSize: (value: readonly (number | null)[]) => (isAlone(parts, value[0]) ? 7 : 0),
    lineStyle: { color: colors.line, width: 2.5, join: 'round' },
    itemStyle: { color: colors.line },
    areaStyle: { color: colors.area },
    markArea: {
      silent: true,
      itemStyle: { color: colors.unknown },
      label: { show: true, position: 'inside', fontSize: 13, color: colors.quiet },
      data: series.gaps.map(({ from, to }) => [
        { xAxis: from.getTime(), name: isWide(series, from, to) ? 'not observed' : '' },
        { xAxis: to.getTime() },
      ]),
    },
    ...(showsLimit(series) && {
      markLine: {
        silent: true,
        symbol: 'none',
        lineStyle: { color: colors.limit, width: 2, type: 'dashed' },
        label: {
          position: 'insideStartTop',
          formatter: `AWS limit ${series.limit.toLocaleString('en')}`,
          fontSize: 13,
          fontWeight: 600,
          color: colors.limit,
        },
        data: [{ yAxis: series.limit }],
      },
    }),
  };
}

function isAlone(parts: ReturnType<typeof partsBetween>, at: number | null | undefined): boolean {
  return parts.some(([first, ...others]) => others.length === 0 && first?.at.getTime() === at);
}

/** Whether "not observed" has room in the gap. */
function isWide({ from, to }: UsageSeries, gapFrom: Date, gapTo: Date): boolean {
  return gapTo.getTime() - gapFrom.getTime() > (to.getTime() - from.getTime()) / 7;
}

/** Further away, the line would only make the chart flat; the figures name the limit in any case. */
const limitInSight = 4;

function showsLimit(series: UsageSeries): series is UsageSeries & { readonly limit: number } {
  const { limit, figures } = series;
  return limit !== undefined && figures !== undefined && figures.peak.active * limitInSight >= limit;
}

/** Undefined where echarts chooses a round number above the peak. */
function highest(series: UsageSeries): number | undefined {
  if (showsLimit(series)) return Math.max(series.limit, series.figures?.peak.active ?? 0) * 1.1;
  return series.figures === undefined || series.figures.peak.active === 0 ? 4 : undefined;
}

function subtitle(series: UsageSeries, zone: string): string {
  const { figures, period, limit } = series;
  if (figures === undefined) return 'Not observed';

  const when = (at: Date) => `${atOrOn[period]} ${zonedTime(at, period, zone)}`;
  const { peak, average, latest } = figures;
  return [
    `Peak ${peak.active.toLocaleString('en')} ${when(peak.at)}`,
    `average ${averageText(average)}`,
    latestText(series, latest, when),
    ...(limit === undefined ? [] : [`AWS limit ${limit.toLocaleString('en')}`]),
  ].join('  ·  ');
}

interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Ticks at whole local times, also on the days when clocks change: every three hours of a day, every midnight of a week. */
function ticksOf({ from, to, period }: UsageSeries, zone: string): readonly Tick[] {
  const days = eachDayOfInterval({ start: from, end: to }, { in: tz(zone) });
  const times =
    period === 'week' ? days : days.flatMap((day) => hoursShown.map((hour) => setHours(day, hour)));
  return times
    .filter((at) => at >= from && at <= to)
    .map((at) => ({ at: at.getTime(), label: format(at, labelFormat(at.getHours(), period)) }));
}

const hoursShown = [0, 3, 6, 9, 12, 15, 18, 21];

function labelFormat(hour: number, period: UsageSeries['period']): string {
  if (period === 'week') return 'EEE d';
  return hour === 0 ? 'EEE d' : 'HH:mm';
}
