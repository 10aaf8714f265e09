import { Literal, viewOf } from './literal.ts';
import { columnCount, columns, type Kind } from './packed-page.ts';
import { mostDigits, notPlain, timeAt, timeLength, timeOfDayAt } from './plain-values.ts';
import { fieldNumbers as f, type ScannedRow } from './scanned-row.ts';
import { isUsual } from './xml-cursor.ts';

/** The values that differ from row to row. Everything else, including the status, is compared literally. */
const values = [
  { field: f.timestamp, reads: 'time', column: columns.sampledAt },
  { field: f.connectionId, reads: 'id', column: -1 },
  { field: f.username, reads: 'text', column: -1 },
  { field: f.connectionEstablishedTime, reads: 'time', column: columns.establishedAt },
  { field: f.ingressBytes, reads: 'digits', column: columns.bytesSent },
  { field: f.egressBytes, reads: 'digits', column: columns.bytesReceived },
  { field: f.ingressPackets, reads: 'digits', column: columns.packetsSent },
  { field: f.egressPackets, reads: 'digits', column: columns.packetsReceived },
  { field: f.clientIp, reads: 'text', column: -1 },
  { field: f.clientIpv6Address, reads: 'text', column: -1 },
  { field: f.commonName, reads: 'text', column: -1 },
  { field: f.authorizationPolicyLastEvaluatedTime, reads: 'text', column: -1 },
] as const;

type Value = (typeof values)[number];

/** The literal text before a value, or at the end of a row. */
interface Step {
  readonly literal: Literal;
  readonly then: Value | { readonly reads: 'nothing' } | { readonly reads: 'end'; readonly kind: Kind };
  readonly next: Step[];
}

/** Endpoints write their rows in few layouts. Trying many layouts would take longer than parsing a row byte by byte. */
const mostLayouts = 16;
const idPrefixLength = 'cvpn-connection-'.length;
const mostIdCharacters = 40;
const space = 0x20;
const zero = 0x30;

/** For each byte, whether it may occur in a connection's id, as `parseConnectionId` defines it. */
const isIdCharacter = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) ? 1 : 0,
);

/** The bytes of a page, with the two views needed to read them. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Reads only rows whose layout occurred in an earlier row of the list. The text between the values is compared and not
 * parsed, since it means the same as before.
 */
export class KnownRows {
  /** Where the latest row ends. */
  end = 0;
  readonly #first: Step[] = [];
  readonly #times = new Times();

  /**
   * Reads the row that begins at this position: the positions of its texts, and its numbers by column.
   *
   * @returns The row's status and posture; undefined when its layout is unknown.
   */
  read(page: PageBytes, from: number, row: ScannedRow, numbers: Float64Array): Kind | undefined {
    clear(row, numbers);
    this.end = from;
    for (let steps = this.#first; ; ) {
      const step = stepAt(steps, page.view, this.end);
      if (step === undefined) return undefined;
      this.end += step.literal.length;
      const { then } = step;
      switch (then.reads) {
        case 'end':
          return then.kind;
        case 'text':
          if (!this.#text(page, then.field, row)) return undefined;
          break;
        case 'nothing':
          while (isUsual[page.bytes[this.end] ?? 0] === 1) this.end++;
          break;
        case 'id':
          if (!this.#id(page, then.field, row)) return undefined;
          break;
        default: {
          const value = then.reads === 'digits' ? this.#digits(page) : this.#time(page);
          if (value === notPlain) return undefined;
          numbers[then.column] = value;
        }
      }
      steps = step.next;
    }
  }

  /**
   * Reads a text. The next literal is compared with what follows, so here it only matters that the text contains no
   * markup.
   */
  #text({ bytes }: PageBytes, field: number, { starts, ends }: ScannedRow): boolean {
    const from = this.end;
    let at = from;
    while (isUsual[bytes[at] ?? 0] === 1) at++;
    starts[field] = from;
    ends[field] = at;
    this.end = at;
    return at === from || (bytes[from] !== space && bytes[at - 1] !== space);
  }

  #id({ bytes }: PageBytes, field: number, { starts, ends }: ScannedRow): boolean {
    const from = this.end;
    let at = from;
    while (isIdCharacter[bytes[at] ?? 0] === 1) at++;
    starts[field] = from - idPrefixLength;
    ends[field] = at;
    this.end = at;
    return at > from && at - from <= mostIdCharacters;
  }

  #digits({ bytes }: PageBytes): number {
    const from = this.end;
    let at = from;
    let value = 0;
    for (let digit = 0; ; at++) {
      digit = (bytes[at] ?? 0) - zero;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.end = at;
    return at > from && at - from <= mostDigits ? value : notPlain;
  }

  #time({ bytes, view }: PageBytes): number {
    const from = this.end;
    this.end += timeLength;
    return this.end < bytes.length ? this.#times.at(bytes, view, from) : notPlain;
  }

  /** Remembers the layout of the row between these positions. The row must fit the columns as it is written. */
  learn(bytes: Uint8Array, from: number, to: number, row: ScannedRow, kind: Kind): void {
    let at = from;
    let steps: Step[] | undefined = this.#first;
    for (const place of [...placesOf(row), ...unknownPlacesOf(row)].toSorted((a, b) => a.start - b.start)) {
      // Names of unknown elements may be too short to compare; the text between them is then compared literally.
      if (place.start - at < Literal.shortest) continue;
      steps = stepsAfter(steps, bytes.subarray(at, place.start), place.value);
      at = place.end;
    }
    stepsAfter(steps, bytes.subarray(at, to), { reads: 'end', kind });
  }
}

/** Clears the previous row's values: what a row does not contain must yield no time and no traffic. */
function clear({ starts }: ScannedRow, numbers: Float64Array): void {
  for (let field = 0; field < starts.length; field++) starts[field] = -1;
  for (let column = 0; column < columnCount; column++)
    numbers[column] = column < columns.bytesSent ? Number.NaN : 0;
}

function stepAt(steps: readonly Step[], view: DataView, at: number): Step | undefined {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step?.literal.isAt(view, at) === true) return step;
  }
  return undefined;
}

/** The position of a value. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly value: Step['then'];
}

function placesOf(row: ScannedRow): readonly Place[] {
  return values
    .filter(({ field, reads }) => hasValue(row, field, reads))
    .map((value) => ({ start: startOf(row, value), end: row.ends[value.field] ?? 0, value }));
}

/** Returns the positions of texts in unknown elements. They may differ in each row and are never read. */
function unknownPlacesOf({ unknownTexts }: ScannedRow): readonly Place[] {
  return Array.from({ length: unknownTexts.length / 2 }, (_, index) => ({
    start: unknownTexts[2 * index] ?? 0,
    end: unknownTexts[2 * index + 1] ?? 0,
    value: { reads: 'nothing' },
  }));
}

function hasValue({ starts, ends }: ScannedRow, field: number, reads: Value['reads']): boolean {
  const start = starts[field] ?? -1;
  const length = (ends[field] ?? 0) - start;
  return start >= 0 && length > 0 && (reads !== 'time' || length === timeLength);
}

function startOf({ starts }: ScannedRow, { field, reads }: Value): number {
  return (starts[field] ?? 0) + (reads === 'id' ? idPrefixLength : 0);
}

/** Finds or adds this literal. @returns The steps that follow it; undefined when there are too many. */
function stepsAfter(steps: Step[] | undefined, literal: Uint8Array, then: Step['then']): Step[] | undefined {
  const known = steps?.find(
    (step) => step.literal.length === literal.length && step.literal.isAt(viewOf(literal), 0),
  );
  if (known !== undefined || steps === undefined || steps.length >= mostLayouts) return known?.next;

  const step: Step = { literal: new Literal(literal), then, next: [] };
  steps.push(step);
  return step.next;
}

/** Reads times, most of which have the same date as the one before: then only the time of day is parsed. */
class Times {
  /** The ten characters of the latest date, as two overlapping numbers of eight bytes. */
  #head = Number.NaN;
  #tail = Number.NaN;
  #dayMs = 0;

  /** Reads what `timeAt` reads, 19 characters long. */
  at(bytes: Uint8Array, view: DataView, start: number): number {
    const head = view.getFloat64(start, true);
    const tail = view.getFloat64(start + 2, true);
    if (head === this.#head && tail === this.#tail) {
      const ms = timeOfDayAt(bytes, start);
      if (ms !== notPlain) return this.#dayMs + ms;
    }
    const ms = timeAt(bytes, start, start + timeLength);
    if (ms === notPlain) return notPlain;

    this.#head = head;
    this.#tail = tail;
    this.#dayMs = ms - timeOfDayAt(bytes, start);
    return ms;
  }
}
