/** Memory for the bytes of pages, reused from page to page: a scan of 80 MB needs only a few buffers. */
export class PageBuffers {
  readonly #spare: ArrayBuffer[] = [];

  /** Returns memory of this many bytes with arbitrary content. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const spare = this.#spare.pop();
    if (spare !== undefined && spare.byteLength >= length) return new Uint8Array(spare, 0, length);

    // Pages of one endpoint are of similar length, so a slightly larger buffer fits most of them.
    const { buffer } = Buffer.allocUnsafeSlow(Math.ceil(length * 1.1));
    return new Uint8Array(buffer, 0, length);
  }

  giveBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.#spare.push(buffer);
  }
}
