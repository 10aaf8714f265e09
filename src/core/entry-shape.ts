import {
  type Actor,
  type AuditEntry,
  type EntryConnection,
  type EntryStatus,
  entryKinds,
} from './audit-entry.ts';

export type ShapeProblem = 'unknown_field' | 'missing_field' | 'wrong_value';

/** What is wrong with an entry's fields, and the path of the first such field, such as `actor.email`. */
export interface ShapeFault {
  readonly problem: ShapeProblem;
  readonly field: string;
}

/**
 * Finds the first field of a stored entry that no entry has, that every entry has and this one lacks, or whose value
 * no entry has. An unknown field would let whoever can write in the store try out values until a hash fits.
 */
export function shapeFaultOf(entry: unknown): ShapeFault | undefined {
  return entryShape(entry, '');
}

/** Checks one value; the path tells where it stands. */
type Shape = (value: unknown, path: string) => ShapeFault | undefined;

interface Field {
  readonly shape: Shape;
  readonly isOptional: boolean;
}

/** A field that entries gain and that does not stand here fails to compile. */
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
