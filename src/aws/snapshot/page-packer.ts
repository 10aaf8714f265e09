import type { Connection } from '../../domain/connection.ts';
import { foldName } from '../../domain/vpn-name.ts';
import {
  columnCount,
  firstHash,
  hashCount,
  hashOf,
  hashWith,
  type Kind,
  type PackedPage,
  sameAgain,
  viewOf,
} from './packed-page.ts';

/** The bytes of a page as EC2 sent it, with the two views needed to read them. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Where a row's texts are on the page (id, user name, common name, addresses), and its numbers in the columns' order. */
export interface RowBytes {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly numbers: Float64Array;
}

/** More rows than EC2 puts on a page, and more than the number of kinds can reach. */
const maxRows = 65_535;

/** Enough for a page of a few rows, which is what a query for one person returns. */
const firstRows = 32;
const firstTextBytes = 8 * 1024;

/** Packs pages one after the other. Its working memory grows with the largest page, and is kept for the next one. */
export class PagePacker {
  #folded = new Uint8Array(firstTextBytes);
  #foldedView = viewOf(this.#folded);
  /** Positions of capital letters that were folded. */
  #capitals: number[] = [];
  #numbers = new Float64Array(firstRows * columnCount);
  #hashes = new Uint32Array(firstRows * hashCount);
  #ends = new Uint32Array(firstRows);
  #kindOf = new Uint16Array(firstRows);
  #kinds: Kind[] = [];
  /** Numbers of kinds by content, and by identity for kinds seen before. */
  #kindNumbers = new Map<string | Kind, number>();
  #odd = new Map<number, Connection>();
  #count = 0;
  #at = 0;

  /** Adds a row whose texts are plain ASCII without spaces at either end. */
  addBytes({ bytes, view }: PageBytes, { starts, ends, numbers }: RowBytes, kind: Kind): void {
    let length = 0;
    for (let slot = 0; slot < starts.length; slot++) length += (ends[slot] ?? 0) - (starts[slot] ?? 0) + 1;
    this.#begin(length);
    for (let slot = 0; slot < starts.length; slot++) {
      if (slot === 2 && isNameTwice(bytes, starts, ends)) this.#sameName();
      else this.#text(view, starts[slot] ?? 0, ends[slot] ?? 0, slot);
    }
    this.#end(numbers, kind);
  }

  /** Begins a row, with room for texts of at most this many bytes. */
  #begin(maxBytes: number): void {
    if (this.#count >= maxRows) throw new RangeError('a page of more rows than EC2 gives');
    if (this.#count === this.#ends.length) this.#growRows();
    if (this.#at + maxBytes + 8 > this.#folded.length) this.#growText(maxBytes + 8);
  }

  /**
   * Appends a plain ASCII text to the row's, four characters at a time as long as possible.
   *
   * @param view A view of the bytes that contain the text.
   */
  #text(view: DataView, from: number, to: number, slot: number): void {
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
    this.#hash(slot, hash >>> 0);
  }

  /** Keeps the hash of a text. Addresses, which follow the names, have none. */
  #hash(slot: number, hash: number): void {
    if (slot < hashCount) this.#hashes[this.#count * hashCount + slot] = hash;
  }

  #noteCapitals(capitals: number, at: number): void {
    for (let character = 0; character < 4; character++) {
      if ((capitals >>> (character * 8 + 7)) & 1) this.#capitals.push(at + character);
    }
  }

  /** Appends a common name that equals the user name. */
  #sameName(): void {
    this.#hash(2, this.#hashes[this.#count * hashCount + 1] ?? 0);
    this.#folded[this.#at++] = sameAgain;
    this.#folded[this.#at++] = 0;
  }

  #end(numbers: ArrayLike<number>, kind: Kind): void {
    const from = this.#count * columnCount;
    for (let column = 0; column < columnCount; column++) this.#numbers[from + column] = numbers[column] ?? 0;
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
    const isPlain = texts.every((text) => plainText.test(text)) && hasPlainNumbers(connection);
    const bytes = texts.map((text) => Buffer.from(isPlain ? text : foldName(text)));
    this.#begin(bytes.reduce((sum, { length }) => sum + length + 1, 0));
    bytes.forEach((text, slot) => {
      if (!isPlain) this.#foreign(text, slot);
      else if (slot === 2 && username && username === commonName) this.#sameName();
      else this.#text(viewOf(text), 0, text.length, slot);
    });
    if (!isPlain) this.#odd.set(this.#count, connection);
    this.#end(numbersOf(connection), connection);
  }

  /** Appends a text beyond ASCII that is already folded. */
  #foreign(text: Uint8Array, slot: number): void {
    this.#hash(slot, hashOf(text));
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
    this.#count = 0;
    this.#at = 0;
    this.#capitals = [];
    this.#kinds = [];
    this.#kindNumbers = new Map();
    this.#odd = new Map();
    return page;
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

/** Says whether the common name equals the user name. */
function isNameTwice(bytes: Uint8Array, starts: Int32Array, ends: Int32Array): boolean {
  const username = starts[1] ?? 0;
  const commonName = starts[2] ?? 0;
  const length = (ends[1] ?? 0) - username;
  if (length === 0 || (ends[2] ?? 0) - commonName !== length) return false;

  for (let index = 0; index < length; index++) {
    if (bytes[username + index] !== bytes[commonName + index]) return false;
  }
  return true;
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
