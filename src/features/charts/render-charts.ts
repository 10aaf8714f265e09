import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { clamp } from '../../slack/block-kit/escape-text.ts';
import type { UsageSeries } from './usage-series.ts';
import { altText, titleOf } from './usage-text.ts';

/** A picture to upload. */
export interface ChartPicture {
  readonly png: Uint8Array<ArrayBuffer>;
  /** What the picture shows, in words and figures. */
  readonly altText: string;
  /** For example `Connections to prod-eu, last 24 hours`. */
  readonly title: string;
}

/** What the thread draws. */
export interface ChartOrder {
  readonly series: readonly UsageSeries[];
  readonly zone: string;
}

/** https://docs.slack.dev/reference/methods/files.getUploadURLExternal: "longer than the limit of 1000 character". */
const longestAltText = 1_000;
const patienceMs = secondsToMilliseconds(30);
/** The thread's file in the sources, or in a bundle beside the file that holds this. */
const threadUrl = new URL(
  import.meta.url.endsWith('.ts') ? './drawing/chart-thread.ts' : './chart-thread.mjs',
  import.meta.url,
);

/**
 * Draws each series as a PNG of 1,440 × 760 pixels. Slack cannot choose a picture by the reader's theme, so there is one,
 * on a light background of its own, which reads well in both.
 *
 * It runs in a thread that ends afterwards: loading the libraries and drawing would keep the process from everything
 * else for a second, and their memory, about 100 MB, is needed a few times a day.
 *
 * @param zone The time zone of the times, such as `Europe/Berlin`.
 * @throws If the thread fails, or does not finish in time.
 */
export async function renderCharts(
  series: readonly UsageSeries[],
  zone: string,
): Promise<readonly ChartPicture[]> {
  const pictures = await draw({ series, zone });
  return series.map((one, at) => ({
    png: pictures[at] ?? new Uint8Array(),
    altText: clamp(altText(one, zone), longestAltText),
    title: titleOf(one),
  }));
}

async function draw(order: ChartOrder): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const thread = new Worker(threadUrl, { workerData: order });
  try {
    const [pictures] = await once(thread, 'message', { signal: AbortSignal.timeout(patienceMs) });
    return pictures;
  } finally {
    await thread.terminate();
  }
}
