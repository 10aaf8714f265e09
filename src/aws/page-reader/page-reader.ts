import * as z from 'zod';
import { isLive } from '../../domain/connection.ts';
import type { EndpointId } from '../../domain/ids.ts';
import { connectionFromEc2 } from '../snapshot/connection-from-ec2.ts';
import {
  bytesOf,
  columns,
  connectionFromColumns,
  type Kind,
  type PackedPage,
  unpack,
  viewOf,
} from '../snapshot/packed-page.ts';
import { PagePacker, type RowBytes } from '../snapshot/page-packer.ts';
import { noTextBeside, parsedXml, parseRow, rowFromXml } from './row-from-xml.ts';
import { RowLayouts } from './row-layouts.ts';

/**
 * Reads the pages of one scan of DescribeClientVpnConnections from EC2's bytes directly into packed pages, many times
 * faster than the SDK creates objects. It reads only what it is certain the SDK would read in the same way.
 */
export class PageReader {
  readonly #packer = new PagePacker();
  readonly #layouts = new RowLayouts();
  readonly #endpointId: EndpointId;
  readonly #keepsEnded: boolean;

  /** @param keepsEnded Whether connections that ended recently are included. */
  constructor(endpointId: EndpointId, keepsEnded: boolean) {
    this.#endpointId = endpointId;
    this.#keepsEnded = keepsEnded;
  }

  /**
   * Reads a whole page.
   *
   * @returns The rows, and the next page's token, which is empty on the last page; undefined when only the SDK itself
   * can say what the bytes mean.
   */
  read(bytes: Uint8Array): { readonly page: PackedPage; readonly nextToken: string } | undefined {
    const nextToken = this.#read(bytesOf(bytes));
    const page = this.#packer.take();
    return nextToken === undefined ? undefined : { page: this.#withFoldedSpaces(page), nextToken };
  }

  #read(bytes: Buffer): string | undefined {
    const listAt = bytes.indexOf(listStart);
    if (listAt < 0) return undefined;

    const rowsAt = listAt + listStart.length;
    const rowsEnd = this.#rows(bytes, rowsAt);
    // EC2 writes an empty list as an empty element. Anything else may be a list that was misread.
    if (rowsEnd === rowsAt || !listEnd.test(bytes.toString('latin1', rowsEnd, rowsEnd + 64)))
      return undefined;
    return nextTokenIn(bytes.toString('utf8', 0, rowsAt), bytes.toString('utf8', rowsEnd));
  }

  /** Reads rows as long as possible. @returns Where the last one ends. */
  #rows(bytes: Buffer, rowsAt: number): number {
    const page = { bytes, view: viewOf(bytes) };
    const layouts = this.#layouts;
    const { row } = layouts;
    for (let from = rowsAt; ; ) {
      const kind = layouts.read(page, from);
      if (kind !== undefined) {
        const isOver = kind.status.code === 'terminated' || !Number.isNaN(row.numbers[columns.endedAt] ?? 0);
        if (this.#keepsEnded || !isOver) {
          if (layouts.isBeyondAscii) this.#addText(bytes, row, kind);
          else this.#packer.addBytes(page, row, kind);
        }
        from = layouts.end;
        continue;
      }
      const end = this.#newRow(bytes, from);
      if (end === undefined) return from;
      from = end;
    }
  }

  #addText(bytes: Buffer, { starts, ends, numbers }: RowBytes, kind: Kind): void {
    const texts = Array.from(starts, (start, slot) => bytes.toString('utf8', start, ends[slot]));
    this.#packer.add(connectionFromColumns(this.#endpointId, texts, numbers, kind));
  }

  /** Parses a row whose layout is unknown. @returns Where it ends, if there is one that can be read. */
  #newRow(bytes: Buffer, from: number): number | undefined {
    const row = parseRow(bytes, from);
    const connection = row && connectionFromEc2(rowFromXml(row.texts), this.#endpointId);
    if (row === undefined || connection === undefined) return undefined;

    if (this.#keepsEnded || isLive(connection)) this.#packer.add(connection);
    this.#layouts.learn(bytes.toString('latin1', from, row.end), row.texts, connection);
    return row.end;
  }

  /** Repacks a page in which a name has two consecutive spaces, which its comparison form reduces to one. */
  #withFoldedSpaces(page: PackedPage): PackedPage {
    if (!bytesOf(page.folded).includes('  ')) return page;

    for (let row = 0; row < page.count; row++) this.#packer.add(unpack(page, row, this.#endpointId));
    return this.#packer.take();
  }
}

const listStart = '<connections>';
const listEnd = /^\s*<\/connections>/;
const response = 'DescribeClientVpnConnectionsResponse';
const responseStart = new RegExp(
  `^(?:<\\?xml version="1\\.0" encoding="UTF-8"\\?>)?\\s*<${response} xmlns="http://ec2\\.amazonaws\\.com/doc/2016-11-15/">`,
);
const responseEnd = new RegExp(`</${response}>\\s*$`);
const answerSchema = z.object({
  [response]: z.object({
    ...noTextBeside,
    connections: z.object({ ...noTextBeside, item: z.literal('rows') }),
    nextToken: z.string().default(''),
  }),
});

/**
 * Reads the token from what surrounds the rows, and makes sure that the rows were in the list of connections and not,
 * for example, in a comment.
 */
function nextTokenIn(before: string, after: string): string | undefined {
  if (!responseStart.test(before) || !responseEnd.test(after)) return undefined;
  const parsed = parsedXml(`${before}<item>rows</item>${after}`);
  return answerSchema.safeParse(parsed).data?.[response].nextToken;
}
