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

/** Requires a schema for every field: a field added to entries but missing here would be lost silently. */
type FieldsOf<T> = Readonly<Record<keyof T, z.ZodType>>;

const entrySchema = z.object(entry) satisfies z.ZodType<AuditEntry>;

/** Reads a stored entry's JSON text. It does not verify the entry: the chain shows whether the text was changed. */
export function parseEntry(text: string): AuditEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Reads a stored entry for display. An entry that is unreadable, or stored under another number, counts as broken. */
export function foundEntry(seq: number, text: string): FoundEntry {
  const entry = parseEntry(text);
  return entry?.seq === seq ? { kind: 'readable', entry } : { kind: 'unreadable', seq };
}
