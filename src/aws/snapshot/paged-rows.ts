import type { PackedPage } from './packed-page.ts';

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
