import { bytesOf, hashCount, type PackedPage, rowStart } from './packed-page.ts';

/**
 * Finds rows whose connection stands on a later page, or further down, once more.
 *
 * @returns Their numbers, counted through all pages.
 */
export function duplicatesIn(pages: readonly PackedPage[]): ReadonlySet<number> {
  const places = placesOf(pages);
  const count = places.length;
  const outdated = new Set<number>();
  // Open addressing, at most half full; 0 is free, else one more than the row's number.
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
  const table = new Uint32Array(size);

  for (let row = 0; row < count; row++) {
    const [page, within] = [pages[(places[row] ?? 0) >>> 16], (places[row] ?? 0) & 0xffff];
    if (page === undefined) continue;
    let slot = (page.hashes[within * hashCount] ?? 0) & (size - 1);
    for (let taken = table[slot] ?? 0; taken !== 0; taken = table[slot] ?? 0) {
      const place = places[taken - 1] ?? 0;
      const other = pages[place >>> 16];
      if (other !== undefined && isSameId(page, within, other, place & 0xffff)) {
        outdated.add(taken - 1);
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
    table[slot] = row + 1;
  }
  return outdated;
}

/** For each row the number of its page, and in the lower half its place on it. */
function placesOf(pages: readonly PackedPage[]): Uint32Array {
  const places = new Uint32Array(pages.reduce((sum, { count }) => sum + count, 0));
  let row = 0;
  for (const [index, { count }] of pages.entries()) {
    for (let within = 0; within < count; within++) places[row++] = index * 0x1_0000 + within;
  }
  return places;
}

function isSameId(one: PackedPage, row: number, other: PackedPage, otherRow: number): boolean {
  if (one.hashes[row * hashCount] !== other.hashes[otherRow * hashCount]) return false;
  return bytesOf(idOf(one, row)).equals(idOf(other, otherRow));
}

/** The id is the first text of a row. */
function idOf(page: PackedPage, row: number): Uint8Array {
  const start = rowStart(page, row);
  return page.folded.subarray(start, page.folded.indexOf(0, start));
}
