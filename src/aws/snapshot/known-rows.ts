import { Literal, viewOf } from './literal.ts';
import { columnCount, columns, type Kind } from './packed-page.ts';
import { mostDigits, notPlain, timeLength } from './plain-values.ts';
import { fieldNumbers as f, type ScannedRow } from './scanned-row.ts';
import { Times } from './times.ts';
import { isUsual } from './xml-cursor.ts';

/** A row's values that differ from row to row; all else in it, its status as well, is taken word for word. */
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

/** The words before a value, or at the end of a row. */
interface Step {
  readonly words: Literal;
  readonly then: Value | { readonly reads: 'nothing' } | { readonly reads: 'end'; readonly kind: Kind };
  readonly next: Step[];
}

/** Endpoints write their rows in a few ways; to look through many would take longer than to read a row sign by sign. */
const mostWays = 16;
const idPrefixLength = 'cvpn-connection-'.length;
const mostIdSigns = 40;
const space = 0x20;
const zero = 0x30;

/** For each byte whether it may stand in a connection's id, as `parseConnectionId` has it. */
const isIdSign = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) ? 1 : 0,
);

/** The bytes of a page, in both ways of looking at them. */
export interface PageBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/**
 * Reads rows that are written in a way in which a row of the list was written before, and only those. The words
 * between the values are compared, not read: whatever they meant then, they mean again.
 */
export class KnownRows {
  /** Where the latest row ends. */
  end = 0;
  readonly #first: Step[] = [];
  readonly #times = new Times();

  /**
   * Reads the row that begins there: its texts' places, and its numbers by column.
   *
   * @returns Its status and posture; undefined when it is written in another way.
   */
  read(page: PageBytes, from: number, row: ScannedRow, numbers: Float64Array): Kind | undefined {
    forget(row, numbers);
    this.end = from;
    for (let steps = this.#first; ; ) {
      const step = stepAt(steps, page.view, this.end);
      if (step === undefined) return undefined;
      this.end += step.words.length;
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

  /** What follows a text is compared with the next words: here it only matters that nothing in it means more than itself. */
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
    while (isIdSign[bytes[at] ?? 0] === 1) at++;
    starts[field] = from - idPrefixLength;
    ends[field] = at;
    this.end = at;
    return at > from && at - from <= mostIdSigns;
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

  /** Remembers how a row was written that stands between these places, and that fits the columns as it is written. */
  learn(bytes: Uint8Array, from: number, to: number, row: ScannedRow, kind: Kind): void {
    let at = from;
    let steps: Step[] | undefined = this.#first;
    for (const place of [...placesOf(row), ...unknownPlacesOf(row)].toSorted((a, b) => a.start - b.start)) {
      // Names of unknown elements may be too short to be compared; what stands between them is then taken word for word.
      if (place.start - at < Literal.shortest) continue;
      steps = entered(steps, bytes.subarray(at, place.start), place.value);
      at = place.end;
    }
    entered(steps, bytes.subarray(at, to), { reads: 'end', kind });
  }
}

/** Nothing of the row before stays: what a row does not tell is no time, and no traffic. */
function forget({ starts }: ScannedRow, numbers: Float64Array): void {
  for (let field = 0; field < starts.length; field++) starts[field] = -1;
  for (let column = 0; column < columnCount; column++)
    numbers[column] = column < columns.bytesSent ? Number.NaN : 0;
}

function stepAt(steps: readonly Step[], view: DataView, at: number): Step | undefined {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step?.words.isAt(view, at) === true) return step;
  }
  return undefined;
}

/** Where a value stands. */
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

/** What stands in unknown elements may be another text in each row, and is never looked at. */
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

/** @returns The steps after these words, entered if need be; undefined when there are too many. */
function entered(steps: Step[] | undefined, words: Uint8Array, then: Step['then']): Step[] | undefined {
  const known = steps?.find(
    (step) => step.words.length === words.length && step.words.isAt(viewOf(words), 0),
  );
  if (known !== undefined || steps === undefined || steps.length >= mostWays) return known?.next;

  const step: Step = { words: new Literal(words), then, next: [] };
  steps.push(step);
  return step.next;
}
