import type { Connection } from '../../domain/connection.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { viewOf } from './literal.ts';
import { columnCount, hashCount, type Kind, type PackedPage, sameAgain } from './packed-page.ts';
import { firstHash, hashOf, hashWith } from './text-hash.ts';

/** More rows than EC2 puts on a page, and more than the number of kinds can reach. */
const mostRows = 65_535;

/** Packs pages one after the other. Its working memory is allocated once and grows with the largest page. */
export class PagePacker {
  #folded = new Uint8Array(256 * 1024);
  #foldedView = viewOf(this.#folded);
  /** Positions of capital letters that were folded. */
  #capitals: number[] = [];
  #numbers = new Float64Array(1_024 * columnCount);
  #hashes = new Uint32Array(1_024 * hashCount);
  #ends = new Uint32Array(1_024);
  #kindOf = new Uint16Array(1_024);
  #kinds: Kind[] = [];
  /** Numbers of kinds by content, and by identity for kinds seen before. */
  #kindNumbers = new Map<string | Kind, number>();
  #odd = new Map<number, Connection>();
  #count = 0;
  #at = 0;

  /** Begins a row, with room for a text of at most this many bytes. */
  begin(mostBytes: number): void {
    if (this.#count >= mostRows) throw new RangeError('a page of more rows than EC2 gives');
    if (this.#count === this.#ends.length) this.#growRows();
    if (this.#at + mostBytes + 8 > this.#folded.length) this.#growText(mostBytes + 8);
  }

  /**
   * Appends a plain ASCII text to the row's, four characters at a time as long as possible.
   *
   * @param view A view of the bytes that contain the text.
   * @param slot Which of the row's hashes it sets; none for addresses.
   */
  text(view: DataView, from: number, to: number, slot: 0 | 1 | 2 | undefined): void {
    const folded = this.#foldedView;
    let hash = firstHash;
    let at = this.#at;
    let index = from;
    for (; index + 4 <= to; index += 4, at += 4) {
      const characters = view.getInt32(index, true);
      const capitals = capitalsAmong(characters);
      if (capitals !== 0) this.#noteCapitals(capitals, at);
      const lower = characters | (capitals >>> 2);
      folded.setInt32(at, lower, true);
      hash = hashWith(hash, lower);
    }
    for (; index < to; index++, at++) {
      const character = view.getUint8(index);
      const capitals = capitalsAmong(character);
      if (capitals !== 0) this.#noteCapitals(capitals, at);
      const lower = character | (capitals >>> 2);
      folded.setUint8(at, lower);
      hash = hashWith(hash, lower);
    }
    folded.setUint8(at, 0);
    this.#at = at + 1;
    if (slot !== undefined) this.#hashes[this.#count * hashCount + slot] = hash >>> 0;
  }

  #noteCapitals(capitals: number, at: number): void {
    for (let character = 0; character < 4; character++) {
      if ((capitals >>> (character * 8 + 7)) & 1) this.#capitals.push(at + character);
    }
  }

  /** Appends a common name that equals the user name. */
  sameName(): void {
    const hash = this.#count * hashCount;
    this.#hashes[hash + 2] = this.#hashes[hash + 1] ?? 0;
    this.#folded[this.#at++] = sameAgain;
    this.#folded[this.#at++] = 0;
  }

  /** Sets the row's numbers, in the order of the columns. */
  numbers(values: ArrayLike<number>): void {
    const from = this.#count * columnCount;
    for (let column = 0; column < columnCount; column++) this.#numbers[from + column] = values[column] ?? 0;
  }

  end(kind: Kind): void {
    this.#kindOf[this.#count] = this.#kindNumbers.get(kind) ?? this.#kindNumber(kind);
    this.#ends[this.#count++] = this.#at;
  }

  #kindNumber(kind: Kind): number {
    const { status, posture } = kind;
    const key = JSON.stringify([status.code, status.message ?? null, posture]);
    const number = this.#kindNumbers.get(key) ?? this.#kinds.push({ status, posture }) - 1;
    this.#kindNumbers.set(key, number);
    this.#kindNumbers.set(kind, number);
    return number;
  }

  /** Adds a connection that was read in another way: in columns where it fits them exactly, otherwise whole. */
  add(connection: Connection): void {
    const { username, commonName } = connection;
    const texts = textsOf(connection);
    const bytes = texts.map((text) => Buffer.from(text));
    this.begin(bytes.reduce((sum, { length }) => sum + length + 1, 0));
    const isPlain = texts.every((text) => plainText.test(text)) && hasPlainNumbers(connection);

    const texted = isPlain ? bytes : texts.map((text) => Buffer.from(foldName(text)));
    texted.forEach((text, slot) => {
      if (slot === 2 && isPlain && username && username === commonName) this.sameName();
      else if (isPlain) this.text(viewOf(text), 0, text.length, isHashed(slot) ? slot : undefined);
      else this.#foreign(text, slot);
    });
    this.numbers(numbersOf(connection));
    if (!isPlain) this.#odd.set(this.#count, connection);
    this.end(connection);
  }

  /** Appends a text beyond ASCII that is already folded. */
  #foreign(text: Uint8Array, slot: number): void {
    if (this.#at + text.length + 8 > this.#folded.length) this.#growText(text.length + 8);
    if (isHashed(slot)) this.#hashes[this.#count * hashCount + slot] = hashOf(text);
    this.#folded.set(text, this.#at);
    this.#at += text.length;
    this.#folded[this.#at++] = 0;
  }

  /** Returns the finished page and begins the next. */
  take(): PackedPage {
    const count = this.#count;
    const folded = this.#folded.slice(0, this.#at);
    const page = {
      count,
      folded,
      written: this.#capitals.length > 0 ? withCapitals(folded, this.#capitals) : undefined,
      ends: this.#ends.slice(0, count),
      numbers: this.#numbers.slice(0, count * columnCount),
      hashes: this.#hashes.slice(0, count * hashCount),
      kindOf: this.#kindOf.slice(0, count),
      kinds: this.#kinds,
      odd: this.#odd,
    };
    this.reset();
    return page;
  }

  /** Discards what has been packed so far. */
  reset(): void {
    this.#count = 0;
    this.#at = 0;
    this.#capitals = [];
    this.#kinds = [];
    this.#kindNumbers = new Map();
    this.#odd = new Map();
  }

  #growRows(): void {
    const rows = this.#ends.length * 2;
    this.#ends = grown(this.#ends, new Uint32Array(rows));
    this.#kindOf = grown(this.#kindOf, new Uint16Array(rows));
    this.#numbers = grown(this.#numbers, new Float64Array(rows * columnCount));
    this.#hashes = grown(this.#hashes, new Uint32Array(rows * hashCount));
  }

  #growText(atLeast: number): void {
    this.#folded = grown(this.#folded, new Uint8Array(this.#folded.length * 2 + atLeast));
    this.#foldedView = viewOf(this.#folded);
  }
}

/**
 * Marks the capital letters among four ASCII characters, each by the high bit of its byte: the first sum sets that bit
 * for `A` and later characters, the second one for characters after `Z`.
 */
function capitalsAmong(characters: number): number {
  return (characters + 0x3f3f3f3f) & ~(characters + 0x25252525) & 0x80808080;
}

function withCapitals(folded: Uint8Array<ArrayBuffer>, capitals: readonly number[]): Uint8Array<ArrayBuffer> {
  const written = folded.slice();
  for (const at of capitals) written[at] = (written[at] ?? 0) & ~32;
  return written;
}

function grown<A extends { set(from: A): void }>(from: A, into: A): A {
  into.set(from);
  return into;
}

/**
 * Matches printable ASCII without the spaces that the comparison form removes. Such a text cannot be confused with the
 * separators between texts, and lowering its capitals folds it.
 */
const plainText = /^(?:[!-~]+(?: [!-~]+)*)?$/;

function isHashed(slot: number): slot is 0 | 1 | 2 {
  return slot < hashCount;
}

function textsOf({ id, username, commonName, clientIp, clientIpv6 }: Connection): readonly string[] {
  return [id, username ?? '', commonName ?? '', clientIp ?? '', clientIpv6 ?? ''];
}

/** Returns a connection's numbers in the order of the columns. */
function numbersOf({ establishedAt, sampledAt, endedAt, traffic }: Connection): readonly number[] {
  const times = [establishedAt, sampledAt, endedAt].map((time) => time?.getTime() ?? Number.NaN);
  const { bytesSent, bytesReceived, packetsSent, packetsReceived } = traffic;
  return [...times, ...[bytesSent, bytesReceived, packetsSent, packetsReceived].map(Number)];
}

function hasPlainNumbers({ traffic }: Connection): boolean {
  return Object.values(traffic).every((counter: bigint) => counter <= Number.MAX_SAFE_INTEGER);
}
