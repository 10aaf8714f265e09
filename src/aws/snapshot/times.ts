import { notPlain, timeAt, timeLength, timeOfDayAt } from './plain-values.ts';

/** Reads times, most of which have the same date as the one before: then only the time of day is parsed. */
export class Times {
  /** The ten characters of the latest date, as two overlapping numbers of eight bytes. */
  #head = Number.NaN;
  #tail = Number.NaN;
  #dayMs = 0;

  /** Reads what `timeAt` reads, 19 characters long. */
  at(bytes: Uint8Array, view: DataView, start: number): number {
    const head = view.getFloat64(start, true);
    const tail = view.getFloat64(start + 2, true);
    if (head === this.#head && tail === this.#tail) {
      const ms = timeOfDayAt(bytes, start);
      if (ms !== notPlain) return this.#dayMs + ms;
    }
    const ms = timeAt(bytes, start, start + timeLength);
    if (ms === notPlain) return notPlain;

    this.#head = head;
    this.#tail = tail;
    this.#dayMs = ms - timeOfDayAt(bytes, start);
    return ms;
  }
}
