import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { AuditEntry } from '../core/audit-entry.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import type { Item } from './dynamo-items.ts';
import type { DynamoTable, Key } from './dynamo-table.ts';
import { itemsOf } from './items-of.ts';

/** All entries are in one partition: a chain grows one entry at a time, far below what a partition takes. */
export const partition = 'audit';

/** Sort keys are compared as text, and numbers of entries have 16 digits at most. */
const digits = 16;

/** An item holds 400 KB with its names; an entry of thousands of connections does not fit into one. */
const mostBytes = 380_000;

/** Everything that stands for one entry; the parts count for nothing before the item is there. */
export interface EntryItems {
  readonly item: Item & Key;
  readonly parts: readonly (Item & Key)[];
}

export function entryKey(seq: number): Key {
  return { pk: partition, sk: String(seq).padStart(digits, '0') };
}

/**
 * Writes an entry as its canonical JSON text; one that is too large is compressed and set down in parts.
 *
 * @param id Tells this writing of the entry from any other.
 */
export async function entryItems(entry: AuditEntry, id: string): Promise<EntryItems> {
  const key = entryKey(entry.seq);
  const json = canonicalJson(entry);
  if (Buffer.byteLength(json) <= mostBytes) return { item: { ...key, id, json }, parts: [] };

  const packed = await promisify(gzip)(json);
  const count = Math.ceil(packed.length / mostBytes);
  const parts = Array.from({ length: count }, (_, index) => ({
    pk: partsOf(id),
    sk: String(index).padStart(digits, '0'),
    bytes: packed.subarray(index * mostBytes, (index + 1) * mostBytes),
  }));
  return { item: { ...key, id, parts: count }, parts };
}

/** Reads an entry's text as it was written; what cannot be put together is no text, for the chain to find. */
export async function entryTextFrom(table: Pick<DynamoTable, 'page'>, item: Item): Promise<string> {
  if (item.parts === undefined) return String(item.json ?? '');

  const parts = await Array.fromAsync(itemsOf(table, partsOf(String(item.id)), 'first'));
  const bytes = parts.map((part) => (part.bytes instanceof Uint8Array ? part.bytes : new Uint8Array()));
  try {
    return String(await promisify(gunzip)(Buffer.concat(bytes)));
  } catch {
    return '';
  }
}

/** Says, before it is so, that an entry of this request may stand under this number. */
export function signpost({ correlation, seq }: AuditEntry): Key {
  return { pk: signpostsOf(correlation), sk: entryKey(seq).sk };
}

export function signpostsOf(correlation: string): string {
  return `request ${correlation}`;
}

function partsOf(id: string): string {
  return `entry-part ${id}`;
}
