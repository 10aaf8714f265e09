import { addMilliseconds } from 'date-fns/addMilliseconds';
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
  const highest = Math.max(figures.peak.active, 1);
  return Array.from({ length: slots }, (_, slot) => {
    const [start, end] = [addMilliseconds(from, slot * slotMs), addMilliseconds(from, (slot + 1) * slotMs)];
    const isLast = slot === slots - 1;
    const counts = points
      .filter(({ at }) => at >= start && (isLast ? at <= end : at < end))
      .map(({ active }) => active);
    if (counts.length === 0) return unknown;
    const level = Math.ceil((Math.max(...counts) / highest) * (bars.length - 1));
    return bars[level] ?? unknown;
  }).join('');
}
