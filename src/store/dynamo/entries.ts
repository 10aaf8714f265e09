import { canonicalJson } from '../../domain/audit-chain.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import type { Item } from './items.ts';
import type { DynamoTable, Key } from './table.ts';
import { packText, textFromItem } from './text.ts';

/** All entries are in one partition. A chain grows one entry at a time, far below the write limit of a partition. */
export const partition = 'audit';

/** Sort keys are compared as text. Entry numbers have at most 16 digits. */
const digits = 16;

/** Everything stored for one entry. The parts are ignored until the item exists. */
export interface EntryItems {
  readonly item: Item & Key;
  readonly parts: readonly (Item & Key)[];
}

export function entryKey(seq: number): Key {
  return { pk: partition, sk: String(seq).padStart(digits, '0') };
}

/**
 * Writes an entry as its canonical JSON text.
 *
 * @param id Distinguishes this write of the entry from any other.
 */
export async function entryItems(entry: AuditEntry, id: string): Promise<EntryItems> {
  const { fields, parts } = await packText(canonicalJson(entry), id);
  return { item: { ...entryKey(entry.seq), ...fields }, parts };
}

/**
 * Reads an entry's text as it was written. Unreadable content yields an empty text, which the check of the chain
 * detects.
 */
export async function entryTextFrom(table: Pick<DynamoTable, 'page'>, item: Item): Promise<string> {
  return (await textFromItem(table, item)) ?? '';
}

/** Marks in advance that an entry of this request may be stored under this number. */
export function signpost({ correlation, seq }: AuditEntry): Key {
  return { pk: signpostsOf(correlation), sk: entryKey(seq).sk };
}

/** Marks in advance that a request of this person may be stored under this number. */
export function requesterSignpost({ actor, seq }: AuditEntry): Key {
  return { pk: requesterSignpostsOf(actor.id), sk: entryKey(seq).sk };
}

export function requesterSignpostsOf(actor: string): string {
  return signpostsOf(`by ${actor}`);
}

export function signpostsOf(correlation: string): string {
  return `request ${correlation}`;
}
