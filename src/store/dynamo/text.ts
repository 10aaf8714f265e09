import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Item, Key } from './items.ts';
import { type DynamoTable, itemsOf } from './table.ts';

/**
 * An item holds 400 KB including attribute names;
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const maxItemBytes = 380_000;

/** A text of any length: the fields that its item holds, and the parts that must be written before the item. */
export interface PackedText {
  readonly fields:
    | { readonly id: string; readonly json: string }
    | { readonly id: string; readonly parts: number };
  readonly parts: readonly (Item & Key)[];
}

/**
 * Keeps a short text as it is; compresses a longer one and splits it into parts.
 *
 * @param id Distinguishes this write of the text from any other.
 */
export async function packText(text: string, id: string, maxBytes = maxItemBytes): Promise<PackedText> {
  if (Buffer.byteLength(text) <= maxBytes) return { fields: { id, json: text }, parts: [] };

  const packed = await promisify(gzip)(text);
  const parts = Array.from({ length: Math.ceil(packed.length / maxItemBytes) }, (_, index) => ({
    ...partKey(id, index),
    bytes: packed.subarray(index * maxItemBytes, (index + 1) * maxItemBytes),
  }));
  return { fields: { id, parts: parts.length }, parts };
}

/** Puts a text together again. @returns Undefined when that is impossible. */
export async function textFromItem(
  table: Pick<DynamoTable, 'page'>,
  item: Item,
): Promise<string | undefined> {
  if (item.parts === undefined) return typeof item.json === 'string' ? item.json : undefined;

  const parts = await Array.fromAsync(itemsOf(table, partKey(String(item.id), 0).pk, 'first'));
  const bytes = parts.map((part) => (part.bytes instanceof Uint8Array ? part.bytes : new Uint8Array()));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      await promisify(gunzip)(Buffer.concat(bytes)),
    );
  } catch {
    return undefined;
  }
}

function partKey(id: string, index: number): Key {
  return { pk: `part ${id}`, sk: String(index).padStart(6, '0') };
}
