import * as z from 'zod';
import type { Head } from '../domain/audit-chain.ts';
import {
  type AuditEntry,
  type EntryConnection,
  type EntryStatus,
  entryKinds,
  type FoundEntry,
} from '../domain/audit-entry.ts';
import { Failure } from '../domain/failure.ts';
import { parseConnectionId, parseCorrelation, parseEndpointId, parsePersonId } from '../domain/ids.ts';
import type { NameClaim } from '../domain/name-claim.ts';
import type { ConnectionLock } from '../ports/connection-locks.ts';
import type { MessagePlace } from '../ports/message-store.ts';

const status = { code: z.string(), message: z.string().exactOptional() } satisfies FieldsOf<EntryStatus>;

const connection = {
  id: z.string(),
  previous: z.object(status).exactOptional(),
  current: z.object(status).exactOptional(),
} satisfies FieldsOf<EntryConnection>;

const entry = {
  seq: z.int().positive(),
  at: z.string(),
  kind: z.enum(entryKinds),
  correlation: z.string(),
  actor: z.object({ id: z.string(), name: z.string(), team: z.string() }),
  channel: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  endpoint: z.object({ id: z.string(), name: z.string(), region: z.string() }).exactOptional(),
  target: z.string().exactOptional(),
  connections: z.array(z.object(connection)).exactOptional(),
  reason: z.string().exactOptional(),
  awsRequestId: z.string().exactOptional(),
  detail: z.string().exactOptional(),
  prev: z.string(),
  hash: z.string(),
} satisfies FieldsOf<AuditEntry>;

/** Requires a schema for every field: a field added to entries but missing here would be lost silently. */
type FieldsOf<T> = Readonly<Record<keyof T, z.ZodType>>;

const entrySchema = z.object(entry) satisfies z.ZodType<AuditEntry>;

/** Reads a stored entry's JSON text. It does not verify the entry: the chain shows whether the text was changed. */
export function parseEntry(text: string): AuditEntry | undefined {
  return parseJsonAs(entrySchema, text);
}

/** Reads a stored entry for display. An entry that is unreadable, or stored under another number, counts as broken. */
export function foundEntry(seq: number, text: string): FoundEntry {
  const entry = parseEntry(text);
  return entry?.seq === seq ? { kind: 'readable', entry } : { kind: 'unreadable', seq };
}

const headSchema = z.object({ seq: z.int().positive(), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** Reads the number and the hash from a stored entry's JSON text. */
export function parseHead(text: string): Head | undefined {
  return parseJsonAs(headSchema, text);
}

function parseJsonAs<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A connection lock as the fields of a row or an item. */
const lockCodec = z.codec(
  z.object({
    endpoint: id(parseEndpointId),
    connection: id(parseConnectionId),
    person: id(parsePersonId),
    correlation: id(parseCorrelation),
    at_ms: z.number(),
    until_ms: z.number(),
  }),
  z.custom<ConnectionLock>(),
  {
    decode: ({ person, at_ms, until_ms, ...of }) => ({
      ...of,
      by: person,
      at: new Date(at_ms),
      until: new Date(until_ms),
    }),
    encode: ({ endpoint, connection, by, correlation, at, until }) => ({
      endpoint,
      connection,
      person: by,
      correlation,
      at_ms: at.getTime(),
      until_ms: until.getTime(),
    }),
  },
);

function id<Id extends string>(parse: (text: string) => Id | undefined) {
  return z.custom<Id>((value) => typeof value === 'string' && parse(value) === value);
}

/** Reads a stored connection lock. @returns Undefined when there is none, or none that is readable. */
export function parseLock(fields: unknown): ConnectionLock | undefined {
  return lockCodec.safeParse(fields).data;
}

export function fieldsFromLock(lock: ConnectionLock): z.input<typeof lockCodec> {
  return lockCodec.encode(lock);
}

/** An approved claim of a certificate name as the fields of a row or an item. */
const nameClaimCodec = z.codec(
  z.object({
    person: id(parsePersonId),
    name: z.string().min(1),
    correlation: id(parseCorrelation),
    by_id: z.string(),
    by_name: z.string(),
    at_ms: z.number(),
  }),
  z.custom<NameClaim>(),
  {
    decode: ({ person, name, correlation, by_id, by_name, at_ms }) => ({
      ...{ person, name, correlation },
      approvedBy: { id: by_id, name: by_name },
      approvedAt: new Date(at_ms),
    }),
    encode: ({ person, name, correlation, approvedBy, approvedAt }) => ({
      ...{ person, name, correlation },
      by_id: approvedBy.id,
      by_name: approvedBy.name,
      at_ms: approvedAt.getTime(),
    }),
  },
);

/**
 * Reads a stored claim of a certificate name. Without an unreadable one, half of a person's names would look like all
 * of them.
 *
 * @throws {Failure} `store_unavailable`
 */
export function nameClaimFrom(fields: unknown): NameClaim {
  const { data } = nameClaimCodec.safeParse(fields);
  if (data === undefined) throw new Failure('store_unavailable', 'a claimed name is unreadable');
  return data;
}

export function fieldsFromNameClaim(claim: NameClaim): z.input<typeof nameClaimCodec> {
  return nameClaimCodec.encode(claim);
}

/** Says whether two stored places of a message are the same. */
export function isSamePlace(one: MessagePlace | undefined, other: MessagePlace | undefined): boolean {
  if (one?.kind === 'posted' && other?.kind === 'posted')
    return one.channel === other.channel && one.ts === other.ts;
  if (one?.kind === 'intended' && other?.kind === 'intended')
    return one.channel === other.channel && one.by === other.by && one.at.getTime() === other.at.getTime();
  return one === other;
}
