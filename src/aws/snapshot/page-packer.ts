import type { Connection } from '../../domain/connection.ts';
import { foldName } from '../../domain/vpn-name.ts';
import { viewOf } from './literal.ts';
import { columnCount, hashCount, type Kind, type PackedPage, sameAgain } from './packed-page.ts';
import { firstHash, hashOf, hashWith } from './text-hash.ts';

/** More than EC2 puts on a page, and than any number of kinds needs. */
const mostRows = 65_535;

/** Packs one page after the other; what it needs to write is allocated once and grows with the largest page. */
export class PagePacker {
  #folded = new Uint8Array(256 * 1024);
  #foldedView = viewOf(this.#folded);
  /** Where a capital letter was folded. */
  #capitals: number[] = [];
  #numbers = new Float64Array(1_024 * columnCount);
  #hashes = new Uint32Array(1_024 * hashCount);
  #ends = new Uint32Array(1_024);
  #kindOf = new Uint16Array(1_024);
  #kinds: Kind[] = [];
  /** By what they say; and those that came before, by identity. */
  #kindNumbers = new Map<string | Kind, number>();
  #odd = new Map<number, Connection>();
  #count = 0;
  #at = 0;

  /** Makes room for one more row whose text has at most so many bytes, and begins it. */
  begin(mostBytes: number): void {
    if (this.#count >= mostRows) throw new RangeError('a page of more rows than EC2 gives');
    if (this.#count === this.#ends.length) this.#growRows();
    if (this.#at + mostBytes + 8 > this.#folded.length) this.#growText(mostBytes + 8);
  }

  /**
   * Appends a text of plain ASCII to the row's: four signs at a time, as long as there are as many.
   *
   * @param view Of the bytes that the text is part of.
   * @param slot Which of the row's hashes it is; none for addresses.
   */
  text(view: DataView, from: number, to: number, slot: 0 | 1 | 2 | undefined): void {
    const folded = this.#foldedView;
    let hash = firstHash;
    let at = this.#at;
    let index = from;
    for (; index + 4 <= to; index += 4, at += 4) {
      const signs = view.getInt32(index, true);
      const capitals = capitalsAmong(signs);
      if (capitals !== 0) this.#noteCapitals(capitals, at);
      const lower = signs | (capitals >>> 2);
      folded.setInt32(at, lower, true);
      hash = hashWith(hash, lower);
    }
    for (; index < to; index++, at++) {
      const sign = view.getUint8(index);
      const capitals = capitalsAmong(sign);
      if (capitals !== 0) this.#noteCapitals(capitals, at);
      const lower = sign | (capitals >>> 2);
      folded.setUint8(at, lower);
      hash = hashWith(hash, lower);
    }
    folded.setUint8(at, 0);
    this.#at = at + 1;
    if (slot !== undefined) this.#hashes[this.#count * hashCount + slot] = hash >>> 0;
  }

  #noteCapitals(capitals: number, at: number): void {
    for (let sign = 0; sign < 4; sign++) {
      if ((capitals >>> (sign * 8 + 7)) & 1) this.#capitals.push(at + sign);
    }
  }

  /** Appends a common name that is the user name again. */
  sameName(): void {
    const hash = this.#count * hashCount;
    this.#hashes[hash + 2] = this.#hashes[hash + 1] ?? 0;
    this.#folded[this.#at++] = sameAgain;
    this.#folded[this.#at++] = 0;
  }

  /** In the order of the columns. */
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

  /** Adds a connection that was read otherwise: in columns where it fits them exactly, else whole. */
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

  /** Appends a text beyond ASCII, folded already. */
  #foreign(text: Uint8Array, slot: number): void {
    if (this.#at + text.length + 8 > this.#folded.length) this.#growText(text.length + 8);
    if (isHashed(slot)) this.#hashes[this.#count * hashCount + slot] = hashOf(text);
    this.#folded.set(text, this.#at);
    this.#at += text.length;
    this.#folded[this.#at++] = 0;
  }

  /** Gives the page away and begins the next. */
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

  /** Forgets what was packed so far. */
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
 * Marks the capital letters among four signs of ASCII, each by the upper bit of its byte: of `A` and what comes after it
 * the first sum has that bit, of what comes after `Z` the second one.
 */
function capitalsAmong(signs: number): number {
  return (signs + 0x3f3f3f3f) & ~(signs + 0x25252525) & 0x80808080;
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
 * Printable ASCII without spaces that its comparison form lacks: no text of it can be mistaken for what stands between
 * texts, and it is folded by lowering its capitals.
 */
const plainText = /^(?:[!-~]+(?: [!-~]+)*)?$/;

function isHashed(slot: number): slot is 0 | 1 | 2 {
  return slot < hashCount;
}

function textsOf({ id, username, commonName, clientIp, clientIpv6 }: Connection): readonly string[] {
  return [id, username ?? '', commonName ?? '', clientIp ?? '', clientIpv6 ?? ''];
}

/** In the order of the columns. */
function numbersOf({ establishedAt, sampledAt, endedAt, traffic }: Connection): readonly number[] {
  const times = [establishedAt, sampledAt, endedAt].map((time) => time?.getTime() ?? Number.NaN);
  const { bytesSent, bytesReceived, packetsSent, packetsReceived } = traffic;
  return [...times, ...[bytesSent, bytesReceived, packetsSent, packetsReceived].map(Number)];
}

function hasPlainNumbers({ traffic }: Connection): boolean {
  return Object.values(traffic).every((counter: bigint) => counter <= Number.MAX_SAFE_INTEGER);
}
