import { z } from 'zod';
import {
  type AuditEntry,
  type EntryConnection,
  type EntryStatus,
  entryKinds,
} from '../domain/audit-entry.ts';
import type { FoundEntry } from '../domain/audit-page.ts';

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

/** A field that entries gain and that is not read here would be lost without a word. */
type FieldsOf<T> = Readonly<Record<keyof T, z.ZodType>>;

const entrySchema = z.object(entry) satisfies z.ZodType<AuditEntry>;

/** Reads a stored entry's JSON text; whether it is the one that was written is for the chain to tell. */
export function parseEntry(text: string): AuditEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A stored entry for people to read: one that somebody broke, or moved to another number, is none. */
export function foundEntry(seq: number, text: string): FoundEntry {
  const entry = parseEntry(text);
  return entry?.seq === seq ? { kind: 'readable', entry } : { kind: 'unreadable', seq };
}
