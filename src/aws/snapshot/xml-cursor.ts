const lessThan = 0x3c;
const greaterThan = 0x3e;
const ampersand = 0x26;
const slash = 0x2f;
const equals = 0x3d;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * What a text contains besides plain ASCII. White space is marked at either end, and inside the text unless it is a
 * space.
 */
export const textFlags = { plain: 0, escaped: 1, beyondAscii: 2, spaced: 4 } as const;

/** The result of reading a tag. */
export const tagKinds = { another: 0, start: 1, empty: 2 } as const;
type TagKind = (typeof tagKinds)[keyof typeof tagKinds];

/**
 * The deepest nesting accepted. EC2 never writes anything this deep; the SDK's parser is recursive and would fail at
 * some depth.
 */
const deepest = 64;
/** The most texts of unknown elements that are noted for each row. */
const mostUnknownTexts = 16;

/**
 * Reads XML bytes as the SDK's parser (`@aws-sdk/xml-builder`) does, and gives up when it cannot be certain to. Every
 * method returns false when EC2 would not write such bytes; nothing read afterwards is valid.
 */
export class XmlCursor {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;

  /** The start and end of the latest text, and its {@link textFlags}. */
  textStart = 0;
  textEnd = 0;
  flags = 0;

  /** Positions of plain ASCII texts in the unknown elements passed so far: start and end alternate. */
  unknownTexts: number[] = [];

  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = 0;
  }

  /** Skips exactly these bytes if they come next. */
  skip(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    const { length } = expected;
    for (let index = 0; index < length; index++) {
      if (bytes[at + index] !== expected[index]) return false;
    }
    this.at = at + length;
    return true;
  }

  /** Skips white space. @returns Whether it contains a line break. */
  space(): boolean {
    const { bytes } = this;
    let { at } = this;
    let hasLineEnd = false;
    for (; isSpace(bytes[at]); at++) {
      if (bytes[at] === lineFeed || bytes[at] === carriageReturn) hasLineEnd = true;
    }
    this.at = at;
    return hasLineEnd;
  }

  /**
   * Skips white space and comments between elements.
   *
   * @returns False when the SDK would treat the white space as text, which it does unless it contains a line break.
   */
  gap(): boolean {
    for (;;) {
      const from = this.at;
      if (!this.space() && this.at !== from) return false;
      if (!this.#isNext(comment.start)) return true;
      if (!this.#past(comment.end)) return false;
    }
  }

  /** Reads a start tag without attributes, or an empty element, if it comes next and has this name. */
  tag({ start }: Tags): TagKind {
    const { bytes, at } = this;
    if (!this.skip(start)) return tagKinds.another;
    this.space();
    const isEmpty = bytes[this.at] === slash;
    if (isEmpty) this.at++;
    if (bytes[this.at++] === greaterThan) return isEmpty ? tagKinds.empty : tagKinds.start;

    this.at = at;
    return tagKinds.another;
  }

  endTag({ end }: Tags): boolean {
    const { at } = this;
    if (!this.skip(end)) return false;
    this.space();
    if (this.bytes[this.at++] === greaterThan) return true;

    this.at = at;
    return false;
  }

  /** Reads the content of an element that contains only text, including its end tag. Its start tag has been read. */
  text(tags: Tags, kind: TagKind): boolean {
    const { bytes } = this;
    let { at } = this;
    let flags = 0;
    this.textStart = at;
    this.textEnd = at;
    this.flags = 0;
    if (kind === tagKinds.empty) return true;
    for (;;) {
      while (isUsual[bytes[at] ?? 0] === 1) at++;
      const byte = bytes[at];
      if (byte === lessThan) break;
      // The end of the answer, or a control character, which XML does not allow.
      if (byte === undefined || (byte < 0x20 && !isSpace(byte))) return false;
      if (byte < 0x20) flags |= textFlags.spaced;
      else flags |= byte === ampersand ? textFlags.escaped : textFlags.beyondAscii;
      at++;
    }
    this.textEnd = at;
    this.at = at;
    this.flags = flags | (this.#isPadded() ? textFlags.spaced : 0);
    return this.endTag(tags);
  }

  /** Skips an element of any name with all its content, and notes the plain texts in it. */
  unknown(): boolean {
    const names: string[] = [];
    do {
      const from = this.at;
      let isPlain = true;
      for (; this.bytes[this.at] !== lessThan; this.at++) {
        if (this.at >= this.bytes.length || names.length === 0) return false;
        if (isUsual[this.bytes[this.at] ?? 0] !== 1) isPlain = false;
      }
      if (isPlain && this.at > from && this.unknownTexts.length < 2 * mostUnknownTexts)
        this.unknownTexts.push(from, this.at);

      if (this.bytes[this.at + 1] === slash) {
        this.at += 2;
        const name = this.#name();
        if (name === undefined || name !== names.pop()) return false;
        this.space();
        if (this.bytes[this.at++] !== greaterThan) return false;
      } else if (!this.#isAside(names.length) && !this.#anyTag(names)) {
        return false;
      }
    } while (names.length > 0);
    return true;
  }

  /** Skips a comment or a CDATA section inside an unknown element. */
  #isAside(depth: number): boolean {
    if (depth === 0) return false;
    if (this.#isNext(comment.start)) return this.#past(comment.end);
    return this.#isNext(verbatim.start) && this.#past(verbatim.end);
  }

  #anyTag(names: string[]): boolean {
    const { bytes } = this;
    this.at++;
    const name = this.#name();
    if (name === undefined || names.length >= deepest) return false;
    for (;;) {
      const from = this.at;
      this.space();
      if (bytes[this.at] === greaterThan || bytes[this.at] === slash) break;
      if (this.at === from || !this.#attribute()) return false;
    }
    if (bytes[this.at] === slash) this.at++;
    else names.push(name);
    return bytes[this.at++] === greaterThan;
  }

  #attribute(): boolean {
    const { bytes } = this;
    if (this.#name() === undefined || bytes[this.at++] !== equals) return false;
    const quote = bytes[this.at++];
    if (quote !== 0x22 && quote !== 0x27) return false;
    for (; bytes[this.at] !== quote; this.at++) {
      if (this.at >= bytes.length || bytes[this.at] === lessThan) return false;
    }
    this.at++;
    return true;
  }

  /**
   * Reads a name. Names that begin with other characters, such as `__proto__`, have a meaning in the objects that the
   * SDK creates.
   */
  #name(): string | undefined {
    const { bytes, at } = this;
    if (!isLetter(bytes[at])) return undefined;
    let end = at + 1;
    while (isNameByte(bytes[end])) end++;
    this.at = end;
    return Buffer.from(bytes.buffer, bytes.byteOffset + at, end - at).toString('latin1');
  }

  #isNext(expected: Uint8Array): boolean {
    const { at } = this;
    const isNext = this.skip(expected);
    this.at = at;
    return isNext;
  }

  #past(stop: string): boolean {
    const { bytes } = this;
    // Searches from the start of the construct, as the SDK does: it reads `<!-->` as a comment.
    const found = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(stop, this.at, 'latin1');
    this.at = found + stop.length;
    return found >= 0;
  }

  #isPadded(): boolean {
    const { bytes, textStart, textEnd } = this;
    return textEnd > textStart && (bytes[textStart] === 0x20 || bytes[textEnd - 1] === 0x20);
  }
}

/** The tags of one element without their last character, encoded for comparison. */
export interface Tags {
  readonly start: Uint8Array;
  readonly end: Uint8Array;
}

export function tagsOf(name: string): Tags {
  return { start: ascii(`<${name}`), end: ascii(`</${name}`) };
}

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

const comment = { start: ascii('<!--'), end: '-->' };
const verbatim = { start: ascii('<![CDATA['), end: ']]>' };

/** For each byte, whether it is plain ASCII without a meaning in XML. */
export const isUsual = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x7f && byte !== lessThan && byte !== ampersand ? 1 : 0,
);

function isSpace(byte = 0xff): boolean {
  return byte <= 0x20 && (byte === 0x20 || byte === lineFeed || byte === carriageReturn || byte === 0x09);
}

function isLetter(byte = 0): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

function isNameByte(byte = 0): boolean {
  return isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x5f;
}
