import type { Life } from '../../domain/found-connections.ts';
import { columnCount, columns, livingRows } from './packed-page.ts';
import type { PagedRows } from './paged-rows.ts';
import { sortedByKey } from './sorted-by-key.ts';

/** Distances in milliseconds that fit a key: seven weeks, where a session lasts a day at most. */
const farthest = 2 ** 32 - 1;

/** Puts the rows of one life in order, the latest first, and as EC2 lists them where moments are equal. */
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

/** For clocks that went wrong: ten times as slow. */
function sortedByMoment(rows: Uint32Array, moments: Float64Array): Uint32Array {
  const places = Uint32Array.from(rows.keys()).sort((a, b) => (moments[b] ?? 0) - (moments[a] ?? 0));
  return places.map((place) => rows[place] ?? 0);
}
