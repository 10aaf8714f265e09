import { viewOf } from '../snapshot/packed-page.ts';

/** Bytes are compared eight at a time, as the number that they encode. */
const atOnce = 8;

/**
 * ASCII text expected at a position. Two thirds of EC2's pages are the same text repeated, so most of reading a page is
 * checking that this text is where it should be.
 */
export class Literal {
  static readonly shortest = atOnce;
  readonly text: string;
  readonly length: number;
  readonly #numbers: Float64Array;
  /** The last eight bytes, which may overlap the ones before. */
  readonly #last: number;

  /** @throws {RangeError} for fewer than eight characters. */
  constructor(text: string) {
    const view = viewOf(Buffer.from(text, 'latin1'));
    this.text = text;
    this.length = text.length;
    this.#numbers = new Float64Array(Math.floor(text.length / atOnce));
    for (let index = 0; index < this.#numbers.length; index++)
      this.#numbers[index] = view.getFloat64(index * atOnce, true);
    this.#last = view.getFloat64(text.length - atOnce, true);
  }

  /**
   * Says whether exactly this text is at a position. It returns false when eight of its bytes encode NaN, which does
   * not equal itself; ASCII text never does.
   */
  isAt(view: DataView, at: number): boolean {
    const { length } = this;
    const numbers = this.#numbers;
    if (at + length > view.byteLength) return false;
    for (let index = 0; index < numbers.length; index++) {
      if (view.getFloat64(at + index * atOnce, true) !== numbers[index]) return false;
    }
    return view.getFloat64(at + length - atOnce, true) === this.#last;
  }
}
