/** Memory for the bytes of pages, used again from page to page: a scan of 80 MB passes through a few of them. */
export class PageBuffers {
  readonly #spare: ArrayBuffer[] = [];

  /** Memory for so many bytes, with anything in it. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare.pop();
    if (spare !== undefined && spare.byteLength >= length) return new Uint8Array(spare, 0, length);

    // Pages of one endpoint are about equally long: a little more than this one serves most of them.
    const { buffer } = Buffer.allocUnsafeSlow(Math.ceil(length * 1.1));
    return new Uint8Array(buffer, 0, length);
  }

  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.#spare.push(buffer);
  }
}
