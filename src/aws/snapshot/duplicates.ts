import { bytesOf, hashCount, type PackedPage, rowStart } from './packed-page.ts';

/** A row's page is stored in the upper bits, its position on the page in the lower. */
const placeBits = 16;
const placeMask = 2 ** placeBits - 1;

/**
 * Finds rows whose connection is listed again on a later page, as happens when connections begin or end between two
 * answers of EC2. Pages are added one by one while later ones are still being loaded.
 */
export class Duplicates {
  /** Numbers of the rows that a later row replaces, counted through all pages. */
  readonly outdated = new Set<number>();
  readonly #pages: PackedPage[] = [];
  readonly #starts: number[] = [];
  #count = 0;
  /** A hash table with open addressing, at most half full. 0 is an empty slot, otherwise a row's position plus one. */
  #table = new Uint32Array(2_048);

  add(page: PackedPage): void {
    this.#pages.push(page);
    this.#starts.push(this.#count);
    while ((this.#count + page.count) * 2 > this.#table.length) this.#grow();

    const pageNumber = this.#pages.length - 1;
    for (let row = 0; row < page.count; row++) this.#enter((pageNumber << placeBits) | row, page, row);
    this.#count += page.count;
  }

  #enter(place: number, page: PackedPage, row: number): void {
    const mask = this.#table.length - 1;
    const hash = page.hashes[row * hashCount] ?? 0;
    let slot = hash & mask;
    for (let taken = this.#table[slot] ?? 0; taken !== 0; taken = this.#table[slot] ?? 0) {
      const other = this.#pages[(taken - 1) >>> placeBits];
      const otherRow = (taken - 1) & placeMask;
      if (
        other !== undefined &&
        other.hashes[otherRow * hashCount] === hash &&
        isSameId(page, row, other, otherRow)
      ) {
        this.outdated.add((this.#starts[(taken - 1) >>> placeBits] ?? 0) + otherRow);
        break;
      }
      slot = (slot + 1) & mask;
    }
    this.#table[slot] = place + 1;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Uint32Array(before.length * 2);
    const mask = this.#table.length - 1;
    for (const taken of before) {
      if (taken === 0) continue;
      const page = this.#pages[(taken - 1) >>> placeBits];
      let slot = (page?.hashes[((taken - 1) & placeMask) * hashCount] ?? 0) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = taken;
    }
  }
}

function isSameId(one: PackedPage, row: number, other: PackedPage, otherRow: number): boolean {
  return bytesOf(idOf(one, row)).equals(idOf(other, otherRow));
}

/** Returns the id, which is the first text of a row. */
function idOf(page: PackedPage, row: number): Uint8Array {
  const start = rowStart(page, row);
  return page.folded.subarray(start, page.folded.indexOf(0, start));
}
