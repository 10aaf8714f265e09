import { createHash } from 'node:crypto';
import {
  type Actor,
  type AuditEntry,
  type EntryConnection,
  type EntryDraft,
  type EntryStatus,
  entryKinds,
} from './audit-entry.ts';

type ShapeProblem = 'unknown_field' | 'missing_field' | 'wrong_value';

/** What is wrong with an entry's fields, and the path of the first faulty field, such as `actor.email`. */
interface ShapeFault {
  readonly problem: ShapeProblem;
  readonly field: string;
}

/**
 * Finds the first field of a stored entry that is unknown, missing, or has a value that no entry has. An unknown field
 * would let someone with write access to the store try values until a hash fits.
 */
function shapeFaultOf(entry: unknown): ShapeFault | undefined {
  return entryShape(entry, '');
}

/** Checks one value at a path. */
type Shape = (value: unknown, path: string) => ShapeFault | undefined;

interface Field {
  readonly shape: Shape;
  readonly isOptional: boolean;
}

/** A field that is added to entries but is missing here fails to compile. */
type FieldsOf<T> = Readonly<Record<keyof T, Field>>;

const text = valueThat((value) => typeof value === 'string');
const number = valueThat((value) => Number.isSafeInteger(value));
const kind = valueThat((value) => entryKinds.some((known) => known === value));
const named = { id: required(text), name: required(text) };
const status = object({ code: required(text), message: optional(text) } satisfies FieldsOf<EntryStatus>);
const connection = object({
  id: required(text),
  previous: optional(status),
  current: optional(status),
} satisfies FieldsOf<EntryConnection>);

const entryShape = object({
  seq: required(number),
  at: required(text),
  kind: required(kind),
  correlation: required(text),
  actor: required(object({ ...named, team: required(text) } satisfies FieldsOf<Actor>)),
  channel: optional(object(named)),
  endpoint: optional(object({ ...named, region: required(text) })),
  target: optional(text),
  connections: optional(listOf(connection)),
  reason: optional(text),
  awsRequestId: optional(text),
  detail: optional(text),
  prev: required(text),
  hash: required(text),
} satisfies FieldsOf<AuditEntry>);

function required(shape: Shape): Field {
  return { shape, isOptional: false };
}

function optional(shape: Shape): Field {
  return { shape, isOptional: true };
}

function valueThat(holds: (value: unknown) => boolean): Shape {
  return (value, field) => (holds(value) ? undefined : { problem: 'wrong_value', field });
}

function listOf(shape: Shape): Shape {
  return (value, field) =>
    Array.isArray(value)
      ? first(value.map((item, index) => () => shape(item, `${field}.${index}`)))
      : { problem: 'wrong_value', field };
}

function object(fields: Readonly<Record<string, Field>>): Shape {
  const known = new Map(Object.entries(fields));
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { problem: 'wrong_value', field: path };
    }
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const given = new Map<string, unknown>(Object.entries(value));
    const missing = [...known].find(([name, { isOptional }]) => !isOptional && !given.has(name));
    if (missing !== undefined) return { problem: 'missing_field', field: at(missing[0]) };

    return first(
      [...given].map(([name, field]) => () => {
        const shape = known.get(name)?.shape;
        return shape === undefined ? { problem: 'unknown_field', field: at(name) } : shape(field, at(name));
      }),
    );
  };
}

function first(checks: readonly (() => ShapeFault | undefined)[]): ShapeFault | undefined {
  for (const check of checks) {
    const fault = check();
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The last entry of a chain, which the next one is linked to. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The head of an empty audit log. */
export const emptyHead: Head = { seq: 0, hash: '0'.repeat(64) };

/** Gives a draft its number and links it to the previous entry. */
export function seal(draft: EntryDraft, head: Head): AuditEntry {
  const unsealed = { ...draft, seq: head.seq + 1, prev: head.hash };
  return { ...unsealed, hash: hashOf(unsealed) };
}

export type ChainProblem =
  /** The row is not a JSON object, or lacks its number or hash. */
  | 'unreadable'
  /** A key occurs twice in the text, so readers may disagree about its value. */
  | 'repeated_key'
  /** The text is not the canonical JSON of its value. */
  | 'not_canonical'
  /** The entry's hash is not that of its content. */
  | 'changed'
  /** The hash is right, but no version wrote such an entry. */
  | ShapeProblem
  /** A number is missing, repeated or out of order. */
  | 'misplaced'
  /** The entry itself is sound, but does not follow the previous one. */
  | 'unlinked';

type ChainCheck = { readonly whole: true; readonly head: Head } | BrokenChain;

export interface BrokenChain {
  readonly whole: false;
  readonly problem: ChainProblem;
  /** The number that the entry should have. */
  readonly seq: number;
  /** The path of the field in question, for a {@link ShapeProblem}. */
  readonly field?: string;
}

/**
 * Checks that entries, in the order of the log and as they were stored, form one unbroken chain. It stops at the first
 * bad entry. Entries that were cut off at the end leave no trace in the chain itself: compare the head with the number
 * and hash in the audit channel's last message.
 *
 * @param stored Each row's JSON text.
 */
export async function checkChain(stored: AsyncIterable<string>): Promise<ChainCheck> {
  let head = emptyHead;
  for await (const text of stored) {
    const entry = parseSealed(text);
    if (entry === undefined) return { whole: false, problem: 'unreadable', seq: head.seq + 1 };
    const fault = faultOf(entry, text, head);
    if (fault !== undefined) return { whole: false, ...fault, seq: head.seq + 1 };
    head = { seq: entry.seq, hash: entry.hash };
  }
  return { whole: true, head };
}

/**
 * Reads an entry's number and hash from its stored text. @returns Undefined unless the hash is that of this exact
 * text.
 */
export function parseSoundHead(text: string): Head | undefined {
  const entry = parseSealed(text);
  if (entry === undefined || textFaultOf(entry, text) !== undefined) return undefined;
  return { seq: entry.seq, hash: entry.hash };
}

interface Sealed extends Head {
  readonly prev: unknown;
  readonly [field: string]: unknown;
}

type Fault = Omit<BrokenChain, 'whole' | 'seq'>;

function faultOf(entry: Sealed, text: string, head: Head): Fault | undefined {
  const fault = textFaultOf(entry, text) ?? shapeFaultOf(entry);
  if (fault !== undefined) return fault;
  if (entry.seq !== head.seq + 1) return { problem: 'misplaced' };
  return entry.prev === head.hash ? undefined : { problem: 'unlinked' };
}

/** Only the canonical text is accepted: another reader could read any other text differently. */
function textFaultOf(entry: Sealed, text: string): Fault | undefined {
  if (keysIn(text) !== keysOf(entry)) return { problem: 'repeated_key' };
  if (canonicalJson(entry) !== text) return { problem: 'not_canonical' };
  const { hash, ...unsealed } = entry;
  return hashOf(unsealed) === hash ? undefined : { problem: 'changed' };
}

/** Counts the keys in a JSON text: strings followed by a colon. */
function keysIn(text: string): number {
  return [...text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined)
    .length;
}

/** Counts the keys in a parsed value, which keeps only one of two equal keys. */
function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const fields: readonly unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : fields.length;
  return fields.reduce<number>((sum, field) => sum + keysOf(field), own);
}

function parseSealed(text: string): Sealed | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isSealed(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSealed(value: unknown): value is Sealed {
  if (typeof value !== 'object' || value === null || !('seq' in value) || !('hash' in value)) return false;
  return typeof value.seq === 'number' && typeof value.hash === 'string';
}

function hashOf(unsealed: object): string {
  return createHash('sha256').update(canonicalJson(unsealed)).digest('hex');
}

/**
 * Writes a value as canonical JSON, so that equal values always give equal text: keys in code-unit order, no white
 * space, absent fields left out (RFC 8785 for the strings, integers, lists and objects that entries contain).
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => (isRecord(field) ? inKeyOrder(field) : field));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inKeyOrder(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const keys = Object.keys(record).sort((a, b) => (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, record[key]]));
}

/** Half of a SHA-256 hash: forging an entry that matches this many digits is infeasible. */
export const shownDigits = 32;
const groupDigits = 8;

/** Writes the first half of a hash in groups of eight hex digits, so that people can compare it. */
export function formatHash(hash: string): string {
  return (
    hash
      .slice(0, shownDigits)
      .match(new RegExp(`.{1,${groupDigits}}`, 'g'))
      ?.join(' ') ?? ''
  );
}
