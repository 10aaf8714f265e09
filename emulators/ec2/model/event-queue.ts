/**
 * Scheduled callbacks. It has no timer: the owner of the clock runs what is due, so that a test can advance an hour at
 * once. A callback receives the time it was scheduled for, however late it runs.
 */
export class EventQueue {
  /** A binary heap, the earliest first: a fleet of 126,000 ends connections often. */
  readonly #heap: Due[] = [];
  #sequence = 0;

  add(at: number, happen: (at: number) => void): void {
    this.#heap.push({ at, sequence: this.#sequence++, happen });
    this.#siftUp(this.#heap.length - 1);
  }

  /** Runs everything due by `now` in order of time, including callbacks that are added meanwhile. */
  runUntil(now: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.at <= now; first = this.#heap[0]) {
      this.#removeFirst();
      first.happen(first.at);
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;

    this.#heap[0] = last;
    this.#siftDown(0);
  }

  #siftUp(start: number): void {
    for (let index = start; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #siftDown(start: number): void {
    for (let index = start; ; ) {
      const left = 2 * index + 1;
      const earlier = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(earlier, index)) return;
      this.#swap(index, earlier);
      index = earlier;
    }
  }

  #isBefore(index: number, other: number): boolean {
    const one = this.#heap[index];
    const two = this.#heap[other];
    if (one === undefined || two === undefined) return false;
    return one.at < two.at || (one.at === two.at && one.sequence < two.sequence);
  }

  #swap(index: number, other: number): void {
    const one = this.#heap[index];
    const two = this.#heap[other];
    if (one === undefined || two === undefined) return;
    this.#heap[index] = two;
    this.#heap[other] = one;
  }
}

interface Due {
  readonly at: number;
  /** Keeps callbacks with the same time in the order in which they were added. */
  readonly sequence: number;
  readonly happen: (at: number) => void;
}
