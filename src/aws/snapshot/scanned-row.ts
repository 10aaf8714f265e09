import { ascii, type Tags, tagsOf, textFlags, type XmlCursor } from './xml-cursor.ts';

/** The elements of one connection that hold text, in the order in which EC2 is known to write them. */
export const fields = [
  'clientVpnEndpointId',
  'timestamp',
  'connectionId',
  'username',
  'connectionEstablishedTime',
  'ingressBytes',
  'egressBytes',
  'ingressPackets',
  'egressPackets',
  'clientIp',
  'clientIpv6Address',
  'commonName',
  'connectionEndTime',
] as const;
export type Field = (typeof fields)[number];

export const fieldNumbers = Object.fromEntries(fields.map((field, index) => [field, index])) as Readonly<
  Record<Field, number>
>;

/** An address of one kind or the other, or a name, is often not there. */
const mostLeftOut = 3;
const fieldTags = fields.map(tagsOf);
const statusTags = tagsOf('status');
const codeTags = tagsOf('code');
const messageTags = tagsOf('message');
const postureTags = tagsOf('postureComplianceStatusSet');
const itemTags = tagsOf('item');
const activeStatus = ascii('<status><code>active</code></status>');

/** A stretch of the page's text, and what it holds. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
}

/** Where the parts of one connection stand on the page; one object serves for all rows, one after the other. */
export class ScannedRow {
  /** For each field; -1 where the element is missing. */
  readonly starts = new Int32Array(fields.length);
  readonly ends = new Int32Array(fields.length);
  readonly flags = new Uint8Array(fields.length);
  /** Whether the status is plainly `active`, and nothing is said of posture. */
  isActive = false;
  hasStatus = false;
  code: Span | undefined;
  message: Span | undefined;
  posture: Span[] | undefined;

  /** Reads one `<item>` whose start tag has been read. @returns False when it is not as EC2 is known to write it. */
  read(cursor: XmlCursor): boolean {
    this.starts.fill(-1);
    this.isActive = false;
    this.hasStatus = false;
    this.code = undefined;
    this.message = undefined;
    this.posture = undefined;

    let expected = 0;
    for (cursor.space(); !cursor.skip(itemTags.end); cursor.space()) {
      const field = fieldAt(cursor, expected, mostLeftOut);
      if (!(field < 0 ? this.#other(cursor) : this.#field(cursor, field))) return false;
      if (field >= 0) expected = field + 1;
    }
    return true;
  }

  #field(cursor: XmlCursor, field: number): boolean {
    // A second one of the same name would leave it to chance which of them counts.
    if (this.starts[field] !== -1 || !cursor.text(fieldTags[field]?.end ?? itemTags.end)) return false;
    this.starts[field] = cursor.textStart;
    this.ends[field] = cursor.textEnd;
    this.flags[field] = cursor.flags;
    return true;
  }

  /** What is no field, or a field out of its order. */
  #other(cursor: XmlCursor): boolean {
    if (!this.hasStatus && cursor.skip(activeStatus)) {
      this.hasStatus = true;
      this.isActive = true;
      return true;
    }
    if (!this.hasStatus && cursor.skip(statusTags.start)) {
      this.hasStatus = true;
      return this.#status(cursor);
    }
    if (this.posture === undefined && cursor.skip(postureTags.start)) return this.#posture(cursor);
    const field = fieldAt(cursor, 0, fields.length);
    if (field >= 0) return this.#field(cursor, field);
    return this.#emptyField(cursor) || cursor.leaf();
  }

  #status(cursor: XmlCursor): boolean {
    for (;;) {
      cursor.space();
      if (cursor.skip(statusTags.end)) return true;
      if (this.code === undefined && cursor.skip(codeTags.start)) {
        this.code = spanOf(cursor, codeTags);
        if (this.code === undefined) return false;
      } else if (this.message === undefined && cursor.skip(messageTags.start)) {
        this.message = spanOf(cursor, messageTags);
        if (this.message === undefined) return false;
      } else {
        return false;
      }
    }
  }

  #posture(cursor: XmlCursor): boolean {
    const posture: Span[] = [];
    this.posture = posture;
    for (;;) {
      cursor.space();
      if (cursor.skip(postureTags.end)) return posture.length > 0;
      if (!cursor.skip(itemTags.start)) return false;
      const span = spanOf(cursor, itemTags);
      if (span === undefined) return false;
      posture.push(span);
    }
  }

  #emptyField(cursor: XmlCursor): boolean {
    const field = fieldTags.findIndex((tags) => cursor.skip(tags.empty));
    if (field < 0 || this.starts[field] !== -1) return false;
    this.starts[field] = cursor.at;
    this.ends[field] = cursor.at;
    this.flags[field] = textFlags.plain;
    return true;
  }
}

/** Tells which of so many fields in order begins here; -1 when it is none of them. */
function fieldAt(cursor: XmlCursor, first: number, most: number): number {
  for (let field = first; field < first + most; field++) {
    const tags = fieldTags[field];
    if (tags !== undefined && cursor.skip(tags.start)) return field;
  }
  return -1;
}

function spanOf(cursor: XmlCursor, tags: Tags): Span | undefined {
  if (!cursor.text(tags.end)) return undefined;
  return { start: cursor.textStart, end: cursor.textEnd, flags: cursor.flags };
}
