import type { AuditEntry } from '../../domain/audit-entry.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Item } from './items.ts';
import type { DynamoTable, Key } from './table.ts';
import { packText, textFromItem } from './text.ts';

/** All entries are in one partition: a chain grows one entry at a time, far below what a partition takes. */
export const partition = 'audit';

/** Sort keys are compared as text, and numbers of entries have 16 digits at most. */
const digits = 16;

/** Everything that stands for one entry; the parts count for nothing before the item is there. */
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
 * @param id Tells this writing of the entry from any other.
 */
export async function entryItems(entry: AuditEntry, id: string): Promise<EntryItems> {
  const { fields, parts } = await packText(canonicalJson(entry), id);
  return { item: { ...entryKey(entry.seq), ...fields }, parts };
}

/** Reads an entry's text as it was written; what cannot be read is no text, for the chain to find. */
export async function entryTextFrom(table: Pick<DynamoTable, 'page'>, item: Item): Promise<string> {
  return (await textFromItem(table, item)) ?? '';
}

/** Says, before it is so, that an entry of this request may stand under this number. */
export function signpost({ correlation, seq }: AuditEntry): Key {
  return { pk: signpostsOf(correlation), sk: entryKey(seq).sk };
}

/** Says likewise that this person may have requested something under this number. */
export function requesterSignpost({ actor, seq }: AuditEntry): Key {
  return { pk: requesterSignpostsOf(actor.id), sk: entryKey(seq).sk };
}

export function requesterSignpostsOf(actor: string): string {
  return signpostsOf(`by ${actor}`);
}

export function signpostsOf(correlation: string): string {
  return `request ${correlation}`;
}
