import { columns, type Kind } from '../snapshot/packed-page.ts';
import type { PageBytes, RowBytes } from '../snapshot/page-packer.ts';
import { Literal } from './literal.ts';
import type { RowTexts } from './row-from-xml.ts';

/** The values that differ from row to row, and where each is kept: in the slot of a text or the column of a number. */
const values = {
  connectionId: { reads: 'id', at: 0 },
  username: { reads: 'text', at: 1 },
  commonName: { reads: 'text', at: 2 },
  clientIp: { reads: 'text', at: 3 },
  clientIpv6Address: { reads: 'text', at: 4 },
  connectionEstablishedTime: { reads: 'time', at: columns.establishedAt },
  timestamp: { reads: 'time', at: columns.sampledAt },
  connectionEndTime: { reads: 'time', at: columns.endedAt },
  ingressBytes: { reads: 'digits', at: columns.bytesSent },
  egressBytes: { reads: 'digits', at: columns.bytesReceived },
  ingressPackets: { reads: 'digits', at: columns.packetsSent },
  egressPackets: { reads: 'digits', at: columns.packetsReceived },
} as const;
const valueNames = Object.keys(values) as readonly (keyof typeof values)[];

type Value = (typeof values)[keyof typeof values];

/** The literal text before a value, or at the end of a row. */
interface Step {
  readonly literal: Literal;
  readonly follows: Value | { readonly reads: 'ignored' } | { readonly reads: 'end'; readonly kind: Kind };
  readonly next: Step[];
}

/** Endpoints write their rows in few layouts. Trying many layouts would take longer than parsing a row. */
const maxLayouts = 16;

/**
 * Reads rows whose layout occurred before. The text between the values is compared and not parsed, since it means the
 * same as before.
 */
export class RowLayouts {
  /** The latest row. One object is used for all rows. */
  readonly row: RowBytes = {
    starts: new Int32Array(5),
    ends: new Int32Array(5),
    numbers: new Float64Array(7),
  };
  /** Where the latest row ends. */
  end = 0;
  /** Whether a text of the latest row contains more than ASCII. */
  isBeyondAscii = false;
  readonly #first: Step[] = [];
  readonly #times = new Times();

  /** Reads the row that begins at this position. @returns Its status and posture; undefined for an unknown layout. */
  read(page: PageBytes, from: number): Kind | undefined {
    const { bytes, view } = page;
    const { starts, ends, numbers } = this.row;
    // What a row does not contain must yield no time and no traffic.
    for (let slot = 0; slot < starts.length; slot++) starts[slot] = ends[slot] = 0;
    for (let column = 0; column < numbers.length; column++)
      numbers[column] = column < columns.bytesSent ? Number.NaN : 0;

    this.isBeyondAscii = false;
    let at = from;
    for (let steps = this.#first; ; ) {
      const step = stepAt(steps, view, at);
      if (step === undefined) return undefined;
      const start = at + step.literal.length;
      const { follows } = step;
      switch (follows.reads) {
        case 'end':
          this.end = start;
          return follows.kind;
        case 'ignored':
          at = endOf(bytes, start, isPlain);
          break;
        case 'text':
          // The next literal is compared with what follows, so it only matters that the text contains no markup.
          at = this.#endOfText(bytes, start);
          if (at > start && (bytes[start] === space || bytes[at - 1] === space)) return undefined;
          starts[follows.at] = start;
          ends[follows.at] = at;
          break;
        case 'id':
          at = endOf(bytes, start, isIdCharacter);
          if (at === start || at - start > maxIdCharacters) return undefined;
          starts[follows.at] = start - idPrefix.length;
          ends[follows.at] = at;
          break;
        case 'digits':
          at = endOf(bytes, start, isDigit);
          if (at === start || at - start > maxDigits) return undefined;
          numbers[follows.at] = digitsAt(bytes, start, at);
          break;
        case 'time': {
          at = start + timeLength;
          const time = this.#times.at(bytes, start);
          if (Number.isNaN(time)) return undefined;
          numbers[follows.at] = time;
        }
      }
      steps = step.next;
    }
  }

  #endOfText(bytes: Uint8Array, start: number): number {
    for (let at = start; ; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80) this.isBeyondAscii = true;
      else if (isPlain[byte] === 0) return at;
    }
  }

  /**
   * Remembers the layout of a row, unless it contains a value that {@link read} would read in another way than the
   * SDK's parser.
   *
   * @param xml The row's bytes, as Latin-1.
   * @param texts The row as the SDK's parser reads it.
   */
  learn(xml: string, texts: RowTexts, kind: Kind): void {
    if (!simpleXml.test(xml)) return;
    const given = valueNames.filter((name) => !forms[values[name].reads].none.test(texts[name] ?? ''));
    const places = given.flatMap((name) => placesOf(xml, name));
    // With a second element of the same name inside an unknown one, it is not certain which of them is the value.
    if (places.length !== given.length || !places.every(({ isReadable }) => isReadable)) return;

    const found = [...places, ...ignoredPlaces(xml)].toSorted((a, b) => a.start - b.start);
    let at = 0;
    let steps: Step[] | undefined = this.#first;
    for (const { start, end, follows } of found) {
      // Names of unknown elements may be too short to compare; the text between them is then compared literally.
      if (start - at < Literal.shortest) continue;
      steps = stepsAfter(steps, xml.slice(at, start), follows);
      at = end;
    }
    stepsAfter(steps, xml.slice(at), { reads: 'end', kind });
  }
}

function stepAt(steps: readonly Step[], view: DataView, at: number): Step | undefined {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index];
    if (step?.literal.isAt(view, at) === true) return step;
  }
  return undefined;
}

/** Finds or adds this literal. @returns The steps that follow it; undefined when there are too many. */
function stepsAfter(steps: Step[] | undefined, text: string, follows: Step['follows']): Step[] | undefined {
  const known = steps?.find(({ literal }) => literal.text === text);
  if (known !== undefined || steps === undefined || steps.length >= maxLayouts) return known?.next;

  const step: Step = { literal: new Literal(text), follows, next: [] };
  steps.push(step);
  // A literal may be the beginning of a longer one, which has to be tried first.
  steps.sort((a, b) => b.literal.length - a.literal.length);
  return step.next;
}

/** Matches a row without attributes, entities, comments and CDATA: only there an element's text is what is written. */
const simpleXml = /^(?:[^<&]|<\/?[A-Za-z][\w.-]*\/?>)*$/;
const idPrefix = 'cvpn-connection-';
const maxIdCharacters = 40;
/** Any integer of this many digits is exact as a JavaScript number. */
const maxDigits = 15;
const timeLength = '2019-08-12 07:58:34'.length;

/** What is read as a value, and what means that there is none and is compared as part of the layout. */
const forms = {
  id: { value: /^cvpn-connection-[0-9a-z]{1,40}$/, none: /^$/ },
  text: { value: /^(?! )[ -~\x80-\xff]+(?<! )$/, none: /^$/ },
  time: { value: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/, none: /^-?$/ },
  digits: { value: /^\d{1,15}$/, none: /^$/ },
} as const;

/** The position of a value. */
interface Place {
  readonly start: number;
  readonly end: number;
  readonly follows: Step['follows'];
}

/** Finds the texts of the elements with this name. */
function placesOf(xml: string, name: keyof typeof values) {
  const follows = values[name];
  const prefix = follows.reads === 'id' ? idPrefix.length : 0;
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)`, 'g'))].map(({ index, 1: text = '' }) => {
    const start = index + `<${name}>`.length;
    const isReadable = forms[follows.reads].value.test(text);
    return { start: start + prefix, end: start + text.length, follows, isReadable };
  });
}

const anyText = /<([A-Za-z][\w.-]*)>([ -%'-;=-~]+)<\/\1>/g;
const readNames: ReadonlySet<string> = new Set([
  ...valueNames,
  'clientVpnEndpointId',
  'code',
  'message',
  'item',
]);

/** Finds the texts of unknown elements, which may differ in each row and are never read. */
function ignoredPlaces(xml: string): readonly Place[] {
  return [...xml.matchAll(anyText)].flatMap(({ index, 1: name = '', 2: text = '' }) => {
    const start = index + `<${name}>`.length;
    return readNames.has(name) ? [] : [{ start, end: start + text.length, follows: { reads: 'ignored' } }];
  });
}

const space = 0x20;
const dash = 0x2d;
const zero = 0x30;
const colon = 0x3a;

/** For each byte, whether it is plain ASCII without a meaning in XML. */
const isPlain = bytesLike(/[ -%'-;=-~]/);
/** For each byte, whether it may occur in a connection's id, as `parseConnectionId` defines it. */
const isIdCharacter = bytesLike(/[0-9a-z]/);
const isDigit = bytesLike(/[0-9]/);

function bytesLike(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (pattern.test(String.fromCharCode(byte)) ? 1 : 0));
}

function endOf(bytes: Uint8Array, start: number, isWithin: Uint8Array): number {
  let at = start;
  while (isWithin[bytes[at] ?? 0] === 1) at++;
  return at;
}

/** Reads digits as a number; NaN if other characters are among them. */
function digitsAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - zero;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads times such as `2019-08-12 07:58:34`, most of which have the same date as the one before. */
class Times {
  #date = 0;
  #dateMs = Number.NaN;

  /** @returns Milliseconds since 1970; NaN for anything that only `dateFromEc2` can read. */
  at(bytes: Uint8Array, start: number): number {
    const isSpelled =
      bytes[start + 4] === dash &&
      bytes[start + 7] === dash &&
      bytes[start + 10] === space &&
      bytes[start + 13] === colon &&
      bytes[start + 16] === colon;
    const year = digitsAt(bytes, start, start + 4);
    const month = digitsAt(bytes, start + 5, start + 7);
    const day = digitsAt(bytes, start + 8, start + 10);
    const date = (year * 100 + month) * 100 + day;
    if (date !== this.#date) {
      this.#date = date;
      this.#dateMs = msOfDate(year, month, day);
    }
    const hour = digitsAt(bytes, start + 11, start + 13);
    const minute = digitsAt(bytes, start + 14, start + 16);
    const second = digitsAt(bytes, start + 17, start + 19);
    // Comparisons with NaN are false.
    return isSpelled && hour < 24 && minute < 60 && second < 60
      ? this.#dateMs + ((hour * 60 + minute) * 60 + second) * 1_000
      : Number.NaN;
  }
}

function msOfDate(year: number, month: number, day: number): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isOnCalendar = year >= 1970 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isOnCalendar ? date.getTime() : Number.NaN;
}
