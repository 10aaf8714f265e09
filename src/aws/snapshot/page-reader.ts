import { isLive } from '../../domain/connection.ts';
import type { EndpointId } from '../../domain/ids.ts';
import { connectionFromEc2 } from './connection-from-ec2.ts';
import { KnownRows, type PageBytes } from './known-rows.ts';
import { viewOf } from './literal.ts';
import { bytesOf, columnCount, columns, type Kind, type PackedPage, unpack } from './packed-page.ts';
import { PagePacker } from './page-packer.ts';
import { digitsAt, notPlain, timeAt } from './plain-values.ts';
import { kindFromScan, rowFromScan } from './row-from-scan.ts';
import { fieldNumbers as f, fields, ScannedRow } from './scanned-row.ts';
import { ascii, tagKinds, tagsOf, textFlags, XmlCursor } from './xml-cursor.ts';

/** The content of a page of DescribeClientVpnConnections. */
export interface PageRead {
  readonly page: PackedPage;
  /** Empty on the last page. */
  readonly nextToken: string;
}

export type PageReading =
  | ({ readonly kind: 'read' } & PageRead)
  /** EC2 is not known to write such bytes: only the SDK's own parser can say what they mean. */
  | { readonly kind: 'unfamiliar' };

const declaration = ascii('<?xml version="1.0" encoding="UTF-8"?>');
const root = 'DescribeClientVpnConnectionsResponse';
const rootStart = ascii(`<${root} xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">`);
const rootTags = tagsOf(root);
const requestIdTags = tagsOf('requestId');
const tokenTags = tagsOf('nextToken');
const listTags = tagsOf('connections');
const itemTags = tagsOf('item');
const idPrefix = ascii('cvpn-connection-');
const longestId = idPrefix.length + 40;

/** The fields that hold numbers, in the order of the packer's columns: three times, then counters. */
const numberFields = Uint8Array.of(
  f.connectionEstablishedTime,
  f.timestamp,
  f.connectionEndTime,
  f.ingressBytes,
  f.egressBytes,
  f.ingressPackets,
  f.egressPackets,
);
const textFields = Uint8Array.of(f.connectionId, f.username, f.commonName, f.clientIp, f.clientIpv6Address);

/**
 * Reads the pages of one scan from EC2's bytes directly into packed pages, many times faster than the SDK creates
 * objects, whatever the layout and the order of elements. It reads only what it is certain the SDK would read in the
 * same way. Rows with anything unusual go through the same translation as the SDK's rows.
 */
export class PageReader {
  readonly #packer = new PagePacker();
  readonly #endpointId: EndpointId;
  readonly #endpointBytes: Uint8Array;
  readonly #keepsEnded: boolean;
  readonly #cursor = new XmlCursor();
  readonly #row = new ScannedRow();
  readonly #known = new KnownRows();
  readonly #numbers = new Float64Array(columnCount);
  #page: PageBytes = pageBytes(new Uint8Array(0));

  constructor(endpointId: EndpointId, keepsEnded: boolean) {
    this.#endpointId = endpointId;
    this.#endpointBytes = ascii(endpointId);
    this.#keepsEnded = keepsEnded;
  }

  /** Reads a whole page. */
  read(bytes: Uint8Array): PageReading {
    const nextToken = this.#answer(bytes);
    const page = this.#packer.take();
    if (nextToken === undefined) return { kind: 'unfamiliar' };
    return { kind: 'read', page: this.#withFoldedSpaces(page), nextToken };
  }

  /** Repacks a page in which a name has two consecutive spaces, which its comparison form reduces to one. */
  #withFoldedSpaces(page: PackedPage): PackedPage {
    if (!bytesOf(page.folded).includes('  ')) return page;

    for (let row = 0; row < page.count; row++) this.#packer.add(unpack(page, row, this.#endpointId));
    return this.#packer.take();
  }

  /** Reads the answer. @returns The next page's token; undefined when the bytes are unfamiliar. */
  #answer(bytes: Uint8Array): string | undefined {
    const cursor = this.#cursor;
    cursor.open(bytes);
    this.#page = pageBytes(bytes);
    // Without the declaration the encoding is UTF-8 as well.
    cursor.skip(declaration);
    cursor.space();
    if (!cursor.skip(rootStart)) return undefined;

    let nextToken: string | undefined;
    let hasRequestId = false;
    let hasList = false;
    for (;;) {
      if (!cursor.gap()) return undefined;
      if (cursor.endTag(rootTags)) break;
      const list = cursor.tag(listTags);
      const requestId = list === tagKinds.another ? cursor.tag(requestIdTags) : tagKinds.another;
      const token = list + requestId === tagKinds.another ? cursor.tag(tokenTags) : tagKinds.another;
      if (list !== tagKinds.another) {
        if (hasList || (list === tagKinds.start && !this.#list())) return undefined;
        hasList = true;
      } else if (requestId !== tagKinds.another) {
        if (hasRequestId || !cursor.text(requestIdTags, requestId)) return undefined;
        hasRequestId = true;
      } else if (token !== tagKinds.another) {
        const isFirst = nextToken === undefined;
        if (!isFirst || !cursor.text(tokenTags, token) || cursor.flags !== textFlags.plain) return undefined;
        nextToken = bytesOf(bytes).toString('latin1', cursor.textStart, cursor.textEnd);
      } else if (!cursor.unknown()) {
        return undefined;
      }
    }
    cursor.space();
    return hasList && cursor.at === bytes.length ? (nextToken ?? '') : undefined;
  }

  #list(): boolean {
    const cursor = this.#cursor;
    for (let count = 0; ; count++) {
      if (!cursor.gap()) return false;
      if (this.#knownRow()) continue;

      // EC2 writes an empty list as an empty element. Anything else may be a list that was misread.
      if (cursor.endTag(listTags)) return count > 0;
      if (!this.#newRow()) return false;
    }
  }

  /** Reads a row whose layout is known, if it is one. */
  #knownRow(): boolean {
    const cursor = this.#cursor;
    const kind = this.#known.read(this.#page, cursor.at, this.#row, this.#numbers);
    if (kind === undefined) return false;

    cursor.at = this.#known.end;
    this.#pack(kind);
    return true;
  }

  /** Parses a row byte by byte. @returns False when only the SDK's parser can say what it means. */
  #newRow(): boolean {
    const cursor = this.#cursor;
    const row = this.#row;
    const from = cursor.at;
    if (cursor.tag(itemTags) !== tagKinds.start || !row.read(cursor)) return false;
    if (!this.#isPlain()) return this.#packOdd();

    const kind = kindFromScan(cursor.bytes, row);
    if (kind === undefined) return false;
    if (!this.#isOver(kind)) this.#known.learn(cursor.bytes, from, cursor.at, row, kind);
    else if (!this.#keepsEnded) return true;
    this.#pack(kind);
    return true;
  }

  #isOver({ status }: Kind): boolean {
    return status.code === 'terminated' || !Number.isNaN(this.#numbers[columns.endedAt] ?? 0);
  }

  /** Reads the row's numbers, and says whether the row fits the packer's columns as it is written. */
  #isPlain(): boolean {
    const { starts, ends, flags } = this.#row;
    const { bytes } = this.#cursor;
    for (let field = 0; field < fields.length; field++) {
      if (starts[field] !== -1 && flags[field] !== textFlags.plain) return false;
    }
    for (let column = 0; column < columnCount; column++) {
      const field = numberFields[column] ?? 0;
      const start = starts[field] ?? -1;
      const end = ends[field] ?? -1;
      const value = column <= columns.endedAt ? timeAt(bytes, start, end) : digitsAt(bytes, start, end);
      if (value === notPlain) return false;
      this.#numbers[column] = value;
    }
    return (
      isEqualAt(bytes, starts[f.clientVpnEndpointId], ends[f.clientVpnEndpointId], this.#endpointBytes) &&
      isConnectionIdAt(bytes, starts[f.connectionId] ?? -1, ends[f.connectionId] ?? -1)
    );
  }

  #pack(kind: Kind): void {
    const row = this.#row;
    const packer = this.#packer;
    const { bytes } = this.#cursor;
    packer.begin(lengthOfTexts(row));
    this.#text(f.connectionId, 0);
    this.#text(f.username, 1);
    if (isSameText(bytes, row, f.username, f.commonName)) packer.sameName();
    else this.#text(f.commonName, 2);
    this.#text(f.clientIp, undefined);
    this.#text(f.clientIpv6Address, undefined);
    packer.numbers(this.#numbers);
    packer.end(kind);
  }

  #text(field: number, slot: 0 | 1 | 2 | undefined): void {
    const { starts, ends } = this.#row;
    const start = starts[field] ?? -1;
    this.#packer.text(this.#page.view, Math.max(0, start), start < 0 ? 0 : (ends[field] ?? 0), slot);
  }

  /** Packs an unusual row. @returns False when only the SDK's parser can say what it means. */
  #packOdd(): boolean {
    const row = rowFromScan(this.#cursor.bytes, this.#row);
    const connection = row === undefined ? undefined : connectionFromEc2(row, this.#endpointId);
    if (connection === undefined) return false;
    if (this.#keepsEnded || isLive(connection)) this.#packer.add(connection);
    return true;
  }
}

function pageBytes(bytes: Uint8Array): PageBytes {
  return { bytes, view: viewOf(bytes) };
}

function lengthOfTexts({ starts, ends }: ScannedRow): number {
  let length = 0;
  for (let index = 0; index < textFields.length; index++) {
    const field = textFields[index] ?? 0;
    if (starts[field] !== -1) length += (ends[field] ?? 0) - (starts[field] ?? 0);
  }
  return length;
}

function isSameText(bytes: Uint8Array, { starts, ends }: ScannedRow, one: number, other: number): boolean {
  const from = starts[one] ?? -1;
  const length = (ends[one] ?? 0) - from;
  const start = starts[other] ?? -1;
  if (from < 0 || start < 0 || length === 0 || (ends[other] ?? 0) - start !== length) return false;

  for (let index = 0; index < length; index++) {
    if (bytes[from + index] !== bytes[start + index]) return false;
  }
  return true;
}

function isEqualAt(bytes: Uint8Array, start = -1, end = -1, expected: Uint8Array): boolean {
  if (end - start !== expected.length) return false;
  for (let index = 0; index < expected.length; index++) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}

/** Says whether the bytes are a connection id, as `parseConnectionId` defines it. */
function isConnectionIdAt(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (start < 0 || length <= idPrefix.length || length > longestId) return false;
  for (let index = 0; index < length; index++) {
    const byte = bytes[start + index] ?? 0;
    const isRight =
      index < idPrefix.length
        ? byte === idPrefix[index]
        : (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a);
    if (!isRight) return false;
  }
  return true;
}
