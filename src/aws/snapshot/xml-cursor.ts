const lessThan = 0x3c;
const greaterThan = 0x3e;
const ampersand = 0x26;

/** What a text holds beside plain ASCII. */
export const textFlags = { plain: 0, escaped: 1, beyondAscii: 2 } as const;

/**
 * Reads elements without attributes from XML bytes, and gives up on anything else: every method answers false
 * (or -1) where the bytes are not what EC2 is known to write, and then nothing after it counts.
 */
export class XmlCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  /** The latest text: where it begins and ends, and its {@link textFlags}. */
  textStart = 0;
  textEnd = 0;
  flags = 0;

  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
  }

  /** Goes past exactly these bytes, if they are next. */
  skip(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    for (let index = 0; index < length; index++) {
      if (bytes[at + index] !== expected[index]) return false;
    }
    this.at = at + length;
    return true;
  }

  /** Goes past the white space between elements. */
  space(): void {
    const { bytes } = this;
    let { at } = this;
    while (isSpace(bytes[at])) at++;
    this.at = at;
  }

  /** Reads what stands in an element that holds text alone, up to and past its end tag. */
  text(endTag: Uint8Array): boolean {
    const { bytes } = this;
    let { at } = this;
    let flags = 0;
    this.textStart = at;
    for (;;) {
      while (isUsual[bytes[at] ?? 0] === 1) at++;
      const byte = bytes[at];
      if (byte === lessThan) break;
      // The end of the answer; or a character that parsers treat each in their own way.
      if (byte === undefined || byte < 0x20) return false;
      flags |= byte === ampersand ? textFlags.escaped : textFlags.beyondAscii;
      at++;
    }
    this.textEnd = at;
    this.flags = flags;
    this.at = at;
    return !this.#isPadded() && this.skip(endTag);
  }

  /** Goes past an element of whatever name that holds text alone. */
  leaf(): boolean {
    const { bytes, at } = this;
    let end = at + 1;
    while (isNameByte(bytes[end])) end++;
    if (bytes[at] !== lessThan || bytes[end] !== greaterThan || end === at + 1) return false;

    const name = Buffer.from(bytes.subarray(at + 1, end)).toString('latin1');
    this.at = end + 1;
    return this.text(ascii(`</${name}>`));
  }

  /** Whether white space stands at an end of the text: parsers differ in what they leave of it. */
  #isPadded(): boolean {
    const { bytes, textStart, textEnd } = this;
    return textEnd > textStart && (bytes[textStart] === 0x20 || bytes[textEnd - 1] === 0x20);
  }
}

/** The tags of one element, ready to be compared. */
export interface Tags {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
  /** As EC2 may write an element without content. */
  readonly empty: Uint8Array;
}

export function tagsOf(name: string): Tags {
  return { start: ascii(`<${name}>`), end: ascii(`</${name}>`), empty: ascii(`<${name}/>`) };
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

/** For each byte whether it is plain ASCII that means nothing in XML. */
export const isUsual = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== lessThan && byte !== ampersand ? 1 : 0,
);

function isSpace(byte = 0xff): boolean {
  return byte <= 0x20 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

function isNameByte(byte = 0): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
}
