import { numberAt, type PackedPage } from './packed-page.ts';
import type { PagedRows } from './paged-rows.ts';

/** A key holds a distance in time and a row's number: together they fit into what a double holds exactly. */
const rowBits = 2 ** 17;
const farthest = 2 ** 36 - 1;

/**
 * Puts rows in order by a moment, the latest first, and as EC2 lists them where moments are equal.
 * One sort of numbers takes a tenth of the time of a sort that calls back for each comparison.
 */
export function rowsInOrder(
  rows: PagedRows,
  column: 'establishedAt' | 'endedAt',
  isWanted: (page: PackedPage, row: number) => boolean,
): Uint32Array {
  const moments = new Float64Array(rows.count);
  const wanted: number[] = [];
  let row = 0;
  let latest = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (const page of rows.pages) {
    for (let within = 0; within < page.count; within++, row++) {
      if (!isWanted(page, within) || rows.outdated.has(row)) continue;
      const moment = numberAt(page, within, column) || 0;
      moments[row] = moment;
      if (moment > latest) latest = moment;
      if (moment > 0 && moment < earliest) earliest = moment;
      wanted.push(row);
    }
  }
  if (rows.count > rowBits || latest - earliest >= farthest)
    return Uint32Array.from(wanted).sort((a, b) => (moments[b] ?? 0) - (moments[a] ?? 0));

  const distanceOf = (moment: number) => (moment === 0 ? farthest : latest - moment);
  const keys = Float64Array.from(wanted, (each) => distanceOf(moments[each] ?? 0) * rowBits + each).sort();
  return Uint32Array.from(keys, (key) => key % rowBits);
}
