import type { Life } from '../../domain/found-connections.ts';
import { columnCount, columns, livingRows } from './packed-page.ts';
import type { PagedRows } from './paged-rows.ts';
import { sortedByKey } from './sorted-by-key.ts';

/** The largest distance in milliseconds that fits a key: seven weeks, where a connection lasts a day at most. */
const farthest = 2 ** 32 - 1;

/** Sorts the active or the ended rows, latest first; rows of the same time keep EC2's order. */
export function rowsInOrder({ pages, count: most, outdated }: PagedRows, life: Life): Uint32Array {
  const column = columns[life === 'live' ? 'establishedAt' : 'endedAt'];
  const wanted = new Uint32Array(most);
  const moments = new Float64Array(most);
  let count = 0;
  let first = 0;
  let latest = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (const page of pages) {
    const isLive = livingRows(page);
    for (let within = 0; within < page.count; within++) {
      if ((isLive[within] === 1) !== (life === 'live')) continue;
      if (outdated.size > 0 && outdated.has(first + within)) continue;
      const moment = page.numbers[within * columnCount + column] || 0;
      if (moment > latest) latest = moment;
      if (moment > 0 && moment < earliest) earliest = moment;
      moments[count] = moment;
      wanted[count++] = first + within;
    }
    first += page.count;
  }

  const chosen = wanted.subarray(0, count);
  if (latest - earliest >= farthest) return sortedByMoment(chosen, moments);

  const keys = new Uint32Array(count);
  for (let place = 0; place < count; place++) {
    const moment = moments[place] ?? 0;
    keys[place] = moment === 0 ? farthest : latest - moment;
  }
  return sortedByKey(chosen, keys);
}

/** Sorts rows whose times are too far apart for a key because a clock was wrong: ten times slower. */
function sortedByMoment(rows: Uint32Array, moments: Float64Array): Uint32Array {
  const places = Uint32Array.from(rows.keys()).sort((a, b) => (moments[b] ?? 0) - (moments[a] ?? 0));
  return places.map((place) => rows[place] ?? 0);
}
