/** Bytes are compared eight at a time: as the number that they make, whatever it may be. */
const atOnce = 8;

/**
 * Bytes that are looked for at a place. A page of EC2's is for two thirds the same words again and again, so most of
 * reading it is to see that they stand where they should.
 */
export class Literal {
  static readonly shortest = atOnce;
  readonly length: number;
  readonly #numbers: Float64Array;
  /** The last eight bytes, which overlap the ones before. */
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
   * Says whether just these bytes stand there. Where eight of them make no number, as texts in ASCII never do, it says
   * no: not a number is unequal to itself.
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
