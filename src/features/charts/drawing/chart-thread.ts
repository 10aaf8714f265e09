import { parentPort, workerData } from 'node:worker_threads';
import type { ChartOrder } from '../render-charts.ts';
import { drawChart } from './draw-chart.ts';

/** The thread that `renderCharts` starts: it draws what it was given, answers once, and ends. */
const { series, zone }: ChartOrder = workerData;
parentPort?.postMessage(await Promise.all(series.map((one) => drawChart(one, zone))));
