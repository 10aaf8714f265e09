import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import type { ChartPeriod, UsageSeries } from './usage-series.ts';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** A slot of which nothing is known. It must not look like zero. */
const unknown = '·';

/** One for each hour of a day, or six hours of a week. */
const slotsOf = { day: 24, week: 28 } as const satisfies Record<ChartPeriod, number>;

/**
 * Draws a series as a line of text, `▁▁▂▅▇▆▃▁`: the highest count of each slot of time, from zero to the peak. A slot
 * that was not observed is a dot. Screen readers cannot read it: put the figures beside it, as `usageText` does.
 *
 * @returns Undefined if nothing was observed.
 */
export function sparkline({ points, figures, from, to, period }: UsageSeries): string | undefined {
  if (figures === undefined) return undefined;

  const slots = slotsOf[period];
  const slotMs = differenceInMilliseconds(to, from) / slots;
  const highest: (number | undefined)[] = Array.from({ length: slots });
  for (const { at, active } of points) {
    const sinceMs = differenceInMilliseconds(at, from);
    // The end belongs to the last slot, and what lies outside to none.
    const slot = at <= to ? Math.min(Math.floor(sinceMs / slotMs), slots - 1) : slots;
    if (slot >= 0 && slot < slots) highest[slot] = Math.max(highest[slot] ?? 0, active);
  }

  const peak = Math.max(figures.peak.active, 1);
  return highest
    .map((count) => {
      if (count === undefined) return unknown;
      return bars[Math.ceil((count / peak) * (bars.length - 1))] ?? unknown;
    })
    .join('');
}
