/** Bytes are compared eight at a time, as the number that they encode. */
const atOnce = 8;

/**
 * Bytes expected at a position. Two thirds of EC2's pages are the same text repeated, so most of reading a page is
 * checking that this text is where it should be.
 */
export class Literal {
  static readonly shortest = atOnce;
  readonly length: number;
  readonly #numbers: Float64Array;
  /** The last eight bytes, which may overlap the ones before. */
  readonly #last: number;

  /** @throws {RangeError} for fewer than eight bytes. */
  constructor(bytes: Uint8Array) {
    const view = viewOf(bytes);
    this.length = bytes.length;
    this.#numbers = new Float64Array(Math.floor(bytes.length / atOnce));
    for (let index = 0; index < this.#numbers.length; index++)
      this.#numbers[index] = view.getFloat64(index * atOnce, true);
    this.#last = view.getFloat64(bytes.length - atOnce, true);
  }

  /**
   * Says whether exactly these bytes are at a position. It returns false when eight of them encode NaN, which does not
   * equal itself; ASCII text never does.
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

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
