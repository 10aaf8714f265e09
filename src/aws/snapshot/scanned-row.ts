import { tagKinds, tagsOf, type XmlCursor } from './xml-cursor.ts';

/** The elements of a connection that contain text. */
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
  'authorizationPolicyLastEvaluatedTime',
] as const;
export type Field = (typeof fields)[number];

export const fieldNumbers = Object.fromEntries(fields.map((field, index) => [field, index])) as Readonly<
  Record<Field, number>
>;

const fieldTags = fields.map(tagsOf);
const statusTags = tagsOf('status');
const codeTags = tagsOf('code');
const messageTags = tagsOf('message');
const postureTags = tagsOf('postureComplianceStatusSet');
const itemTags = tagsOf('item');

/** A range of the page's text, and what it contains. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
}

/** Positions of the parts of one connection on the page. One object is reused for all rows. */
export class ScannedRow {
  /** One position for each field; -1 when the element is missing. */
  readonly starts = new Int32Array(fields.length);
  readonly ends = new Int32Array(fields.length);
  readonly flags = new Uint8Array(fields.length);
  hasStatus = false;
  code: Span | undefined;
  message: Span | undefined;
  posture: Span[] | undefined;
  /** Positions of plain texts in unknown elements: start and end alternate. */
  unknownTexts: readonly number[] = [];
  /** The field that followed each field in the latest row. EC2 keeps to one order, so this field is tried first. */
  readonly #follower = new Int8Array(fields.length + 1);

  /**
   * Reads one `<item>` whose start tag has been read. @returns False when only the SDK's parser can say what it means.
   */
  read(cursor: XmlCursor): boolean {
    this.starts.fill(-1);
    this.hasStatus = false;
    this.code = undefined;
    this.message = undefined;
    this.posture = undefined;
    cursor.unknownTexts = [];

    let previous: number = fields.length;
    for (;;) {
      if (!cursor.gap()) return false;
      if (cursor.endTag(itemTags)) break;
      const field = this.#field(cursor, this.#follower[previous] ?? 0);
      if (field === 'unfamiliar' || (field === 'none' && !this.#other(cursor))) return false;
      if (typeof field !== 'number') continue;
      this.#follower[previous] = field;
      previous = field;
    }
    this.unknownTexts = cursor.unknownTexts;
    return true;
  }

  /** Reads the next field, if there is one. */
  #field(cursor: XmlCursor, likely: number): number | 'none' | 'unfamiliar' {
    for (let tried = 0; tried < fields.length; tried++) {
      const field = (likely + tried) % fields.length;
      const tags = fieldTags[field] ?? itemTags;
      const kind = cursor.tag(tags);
      if (kind === tagKinds.another) continue;

      // With two elements of the same name, which one counts would be arbitrary.
      if (this.starts[field] !== -1 || !cursor.text(tags, kind)) return 'unfamiliar';
      this.starts[field] = cursor.textStart;
      this.ends[field] = cursor.textEnd;
      this.flags[field] = cursor.flags;
      return field;
    }
    return 'none';
  }

  #other(cursor: XmlCursor): boolean {
    const status = cursor.tag(statusTags);
    if (status !== tagKinds.another) {
      if (this.hasStatus) return false;
      this.hasStatus = true;
      return status === tagKinds.empty || this.#status(cursor);
    }
    const posture = cursor.tag(postureTags);
    if (posture === tagKinds.another) return cursor.unknown();
    if (this.posture !== undefined) return false;
    this.posture = [];
    return posture === tagKinds.empty || this.#posture(cursor, this.posture);
  }

  #status(cursor: XmlCursor): boolean {
    for (;;) {
      if (!cursor.gap()) return false;
      if (cursor.endTag(statusTags)) return true;
      const code = cursor.tag(codeTags);
      const message = code === tagKinds.another ? cursor.tag(messageTags) : tagKinds.another;
      if (code !== tagKinds.another) {
        if (this.code !== undefined || !cursor.text(codeTags, code)) return false;
        this.code = latestText(cursor);
      } else if (message !== tagKinds.another) {
        if (this.message !== undefined || !cursor.text(messageTags, message)) return false;
        this.message = latestText(cursor);
      } else if (!cursor.unknown()) {
        return false;
      }
    }
  }

  #posture(cursor: XmlCursor, posture: Span[]): boolean {
    for (;;) {
      if (!cursor.gap()) return false;
      if (cursor.endTag(postureTags)) return true;
      const item = cursor.tag(itemTags);
      if (item === tagKinds.another || !cursor.text(itemTags, item)) return false;
      posture.push(latestText(cursor));
    }
  }
}

function latestText({ textStart, textEnd, flags }: XmlCursor): Span {
  return { start: textStart, end: textEnd, flags };
}
