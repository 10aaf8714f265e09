import type { Connection, Status } from '../../domain/connection.ts';
import { type EndpointId, parseConnectionId } from '../../domain/ids.ts';

/**
 * A page of connections in about 170 bytes each, compared with about 700 of XML or 1,500 of objects: up to 126,000 of
 * them stay in memory while people use them.
 */
export interface PackedPage {
  readonly count: number;
  /**
   * For each row, each followed by a 0: id, user name, common name, addresses; folded as `foldName` does, so that texts
   * are found at the speed of a byte search. A common name that equals the user name is stored as `\x01`.
   */
  readonly folded: Uint8Array<ArrayBuffer>;
  /** The same text before folding, byte for byte; absent when folding changed nothing. */
  readonly written: Uint8Array<ArrayBuffer> | undefined;
  /** Where each row's text ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Seven numbers for each row, in the order of {@link columns}; NaN when unknown. */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Three hashes for each row: of the folded id, user name and common name. */
  readonly hashes: Uint32Array<ArrayBuffer>;
  /** For each row, the index of its kind. */
  readonly kindOf: Uint16Array<ArrayBuffer>;
  readonly kinds: readonly Kind[];
  /** Rows that do not fit the fields above, such as those with counters beyond 2^53, stored whole. */
  readonly odd: ReadonlyMap<number, Connection>;
}

/** What many connections have in common. */
export interface Kind {
  readonly status: Status;
  readonly posture: readonly string[];
}

export const columns = {
  establishedAt: 0,
  sampledAt: 1,
  endedAt: 2,
  bytesSent: 3,
  bytesReceived: 4,
  packetsSent: 5,
  packetsReceived: 6,
} as const;

export const columnCount = 7;
export const hashCount = 3;
/** Replaces a common name that equals the user name. */
export const sameAgain = 1;
export const sameAgainText = String.fromCharCode(sameAgain);

export function numberAt(page: PackedPage, row: number, column: keyof typeof columns): number {
  return page.numbers[row * columnCount + columns[column]] ?? Number.NaN;
}

/** Returns a 1 for each row whose connection may be active, as `isLive` defines it. */
export function livingRows({ count, kinds, kindOf, numbers }: PackedPage): Uint8Array {
  const isOver = kinds.map(({ status }) => status.code === 'terminated');
  const living = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const endedAt = numbers[row * columnCount + columns.endedAt] ?? Number.NaN;
    living[row] = isOver[kindOf[row] ?? 0] !== true && Number.isNaN(endedAt) ? 1 : 0;
  }
  return living;
}

export function rowStart(page: PackedPage, row: number): number {
  return row === 0 ? 0 : (page.ends[row - 1] ?? 0);
}

/** Restores a connection exactly as it was read. */
export function unpack(page: PackedPage, row: number, endpointId: EndpointId): Connection {
  const odd = page.odd.get(row);
  if (odd !== undefined) return odd;

  const text = bytesOf(page.written ?? page.folded).toString('latin1', rowStart(page, row), page.ends[row]);
  const [id = '', username = '', commonName = '', ...addresses] = text.split('\0');
  const texts = [id, username, commonName === sameAgainText ? username : commonName, ...addresses];
  const kind = page.kinds[page.kindOf[row] ?? -1];
  const numbers = page.numbers.subarray(row * columnCount, (row + 1) * columnCount);
  if (kind === undefined) throw new RangeError(`no row ${row}`);
  return connectionFromColumns(endpointId, texts, numbers, kind);
}

/** Puts a connection together: its id, user name, common name and addresses, and its numbers by column. */
export function connectionFromColumns(
  endpointId: EndpointId,
  [idText = '', username, commonName, clientIp, clientIpv6]: readonly string[],
  numbers: Float64Array,
  { status, posture }: Kind,
): Connection {
  const id = parseConnectionId(idText);
  if (id === undefined) throw new Error(`a packed row has the connection id "${idText}"`);

  const moment = (column: number) => dateFrom(numbers[column] ?? Number.NaN);
  const counter = (column: number) => BigInt(numbers[column] ?? 0);
  return {
    id,
    endpointId,
    username: username || undefined,
    commonName: commonName || undefined,
    establishedAt: moment(columns.establishedAt),
    sampledAt: moment(columns.sampledAt),
    endedAt: moment(columns.endedAt),
    traffic: {
      bytesSent: counter(columns.bytesSent),
      bytesReceived: counter(columns.bytesReceived),
      packetsSent: counter(columns.packetsSent),
      packetsReceived: counter(columns.packetsReceived),
    },
    clientIp: clientIp || undefined,
    clientIpv6: clientIpv6 || undefined,
    status,
    posture,
  };
}

/** Returns the folded texts by which a row that is not odd is found. */
export function foldedTexts(
  page: PackedPage,
  row: number,
): { readonly id: string; readonly names: readonly string[] } {
  const text = bytesOf(page.folded).toString('latin1', rowStart(page, row), page.ends[row]);
  const [id = '', username = '', commonName = ''] = text.split('\0', hashCount);
  return { id, names: commonName === sameAgainText ? [username] : [username, commonName] };
}

/** Returns the same memory as a buffer, which has a fast byte search. */
export function bytesOf(array: Uint8Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

export function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

function dateFrom(ms: number): Date | undefined {
  return Number.isNaN(ms) ? undefined : new Date(ms);
}

/** The hash of an empty text. */
export const firstHash = 0x811c9dc5 | 0;

/**
 * Adds four bytes, or one that is left over, to a hash: multiplies as FNV-1a does, then folds the result onto itself.
 */
export function hashWith(hash: number, word: number): number {
  const product = Math.imul(hash ^ word, 0x01000193);
  return product ^ (product >>> 15);
}

/** Returns a hash for comparing names quickly. Equal hashes require a comparison of the names themselves. */
export function hashOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let hash = firstHash;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) hash = hashWith(hash, view.getInt32(at, true));
  for (; at < bytes.length; at++) hash = hashWith(hash, bytes[at] ?? 0);
  return hash >>> 0;
}
