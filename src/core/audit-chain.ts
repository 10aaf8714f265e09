import { createHash } from 'node:crypto';
import type { AuditEntry, EntryDraft } from './audit-entry.ts';
import { canonicalJson } from './canonical-json.ts';

/** The last entry of a chain: what the next one is linked to. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** Before the first entry. */
export const emptyHead: Head = { seq: 0, hash: '0'.repeat(64) };

/** Gives a draft its number and its link to the entry before. */
export function seal(draft: EntryDraft, head: Head): AuditEntry {
  const unsealed = { ...draft, seq: head.seq + 1, prev: head.hash };
  return { ...unsealed, hash: hashOf(unsealed) };
}

export type ChainProblem =
  /** The row is no JSON object, or lacks its number or hash. */
  | 'unreadable'
  /** The entry does not hash to what it says, or its text is not the canonical one. */
  | 'changed'
  /** A number is left out, stands twice or is out of order. */
  | 'misplaced'
  /** The entry is sound in itself, but does not follow the one before it. */
  | 'unlinked';

export type ChainCheck =
  | { readonly whole: true; readonly head: Head }
  | {
      readonly whole: false;
      readonly problem: ChainProblem /** The number that should stand here. */;
      readonly seq: number;
    };

/**
 * Checks that entries, in the order of the log and as they were stored, form one unbroken chain.
 * It stops at the first bad entry. Entries cut off at the end leave no trace in the chain itself: compare the
 * head with the number and hash in the audit channel's last message.
 *
 * @param stored Each row's JSON text.
 */
export async function checkChain(stored: AsyncIterable<string>): Promise<ChainCheck> {
  let head = emptyHead;
  for await (const text of stored) {
    const entry = parseSealed(text);
    const problem = entry === undefined ? 'unreadable' : problemOf(entry, text, head);
    if (entry === undefined || problem !== undefined) {
      return { whole: false, problem: problem ?? 'unreadable', seq: head.seq + 1 };
    }
    head = { seq: entry.seq, hash: entry.hash };
  }
  return { whole: true, head };
}

interface Sealed extends Head {
  readonly prev: unknown;
  readonly [field: string]: unknown;
}

/** Only the canonical text will do: a key that stands twice would tell the next reader something else. */
function problemOf(entry: Sealed, text: string, head: Head): ChainProblem | undefined {
  const { hash, ...unsealed } = entry;
  if (hashOf(unsealed) !== hash || canonicalJson(entry) !== text) return 'changed';
  if (entry.seq !== head.seq + 1) return 'misplaced';
  return entry.prev === head.hash ? undefined : 'unlinked';
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
