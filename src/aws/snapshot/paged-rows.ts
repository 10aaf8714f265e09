import type { ConnectionPhase } from '../../domain/connection-list.ts';
import { columnCount, columns, livingRows, type PackedPage } from './packed-page.ts';

/** The rows of all pages, numbered consecutively. */
export class PagedRows {
  readonly pages: readonly PackedPage[];
  readonly count: number;
  /** Rows that a later page lists again, as happens when connections begin or end between two answers. */
  readonly outdated: ReadonlySet<number>;
  /** The number of each page's first row. */
  readonly #starts: Uint32Array;

  constructor(pages: readonly PackedPage[], outdated: ReadonlySet<number>) {
    this.pages = pages;
    this.#starts = new Uint32Array(pages.length);
    let count = 0;
    for (const [index, page] of pages.entries()) {
      this.#starts[index] = count;
      count += page.count;
    }
    this.count = count;
    this.outdated = outdated;
  }

  /** Reads one row in place. */
  at<T>(row: number, read: (page: PackedPage, within: number) => T): T {
    const index = this.#pageOf(row);
    const page = this.pages[index];
    if (page === undefined) throw new RangeError(`no row ${row}`);
    return read(page, row - (this.#starts[index] ?? 0));
  }

  /** Lets the caller mark rows page by page, and returns a 1 for each marked row. */
  marked(markOn: (page: PackedPage, mark: (within: number) => void) => void): Uint8Array {
    const marks = new Uint8Array(this.count);
    for (const [index, page] of this.pages.entries()) {
      const start = this.#starts[index] ?? 0;
      markOn(page, (within) => {
        marks[start + within] = 1;
      });
    }
    return marks;
  }

  #pageOf(row: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The largest distance in milliseconds that fits a key: seven weeks, where a connection lasts a day at most. */
const farthest = 2 ** 32 - 1;

/** Sorts the active or the ended rows, latest first; rows of the same time keep EC2's order. */
export function rowsInOrder(
  { pages, count: most, outdated }: PagedRows,
  phase: ConnectionPhase,
): Uint32Array {
  const column = columns[phase === 'live' ? 'establishedAt' : 'endedAt'];
  const wanted = new Uint32Array(most);
  const moments = new Float64Array(most);
  let count = 0;
  let first = 0;
  let latest = 0;
  let earliest = Number.POSITIVE_INFINITY;
  for (const page of pages) {
    const isLive = livingRows(page);
    for (let within = 0; within < page.count; within++) {
      if ((isLive[within] === 1) !== (phase === 'live')) continue;
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

const digitBits = 11;
const digits = 2 ** digitBits;

/**
 * Sorts values by their keys in ascending order, keeping the order of equal keys. It is a radix sort from the last
 * digit, with two passes and no comparisons for each digit, and takes a tenth of the time of `sort` for 126,000 values.
 */
export function sortedByKey(values: Uint32Array, keys: Uint32Array): Uint32Array {
  let sorted = { values, keys };
  const largest = keys.reduce((most, key) => Math.max(most, key), 0);
  for (let shift = 0; shift < 32 && largest >>> shift > 0; shift += digitBits)
    sorted = byDigit(sorted, shift);
  return sorted.values;
}

interface Keyed {
  readonly values: Uint32Array;
  readonly keys: Uint32Array;
}

function byDigit({ values, keys }: Keyed, shift: number): Keyed {
  const next = startsOf(keys, shift);
  const sorted = { values: new Uint32Array(values.length), keys: new Uint32Array(keys.length) };
  for (let from = 0; from < keys.length; from++) {
    const key = keys[from] ?? 0;
    const digit = (key >>> shift) & (digits - 1);
    const to = next[digit] ?? 0;
    next[digit] = to + 1;
    sorted.keys[to] = key;
    sorted.values[to] = values[from] ?? 0;
  }
  return sorted;
}

/** Returns, for each digit, the position of the first key with it. */
function startsOf(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(digits);
  for (let index = 0; index < keys.length; index++) {
    const digit = ((keys[index] ?? 0) >>> shift) & (digits - 1);
    starts[digit] = (starts[digit] ?? 0) + 1;
  }
  let start = 0;
  for (let digit = 0; digit < digits; digit++) {
    const count = starts[digit] ?? 0;
    starts[digit] = start;
    start += count;
  }
  return starts;
}
