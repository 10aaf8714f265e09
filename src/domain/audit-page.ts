import type { AuditEntry } from './audit-entry.ts';

/** An entry as it stands in the log; of one that somebody broke, only its number can be told. */
export type FoundEntry =
  | { readonly kind: 'readable'; readonly entry: AuditEntry }
  | { readonly kind: 'unreadable'; readonly seq: number };

export function seqOf(found: FoundEntry): number {
  return found.kind === 'readable' ? found.entry.seq : found.seq;
}

/** One page of the entries that someone asked for, the newest first. */
export interface RecordPage {
  readonly entries: readonly FoundEntry[];
  /** From 0. */
  readonly page: number;
  readonly hasMore: boolean;
  /** The newest entry that the pages begin at: what is recorded while somebody turns them does not move them. */
  readonly upTo: number;
  /** How far back was looked, when the time was up before the page was full. */
  readonly cutAt: number | undefined;
  /** Whether what was done to the person may be missing, since nobody could tell their names on the VPN. */
  readonly isNameless: boolean;
  /** The names of the endpoints that the channel is limited to; undefined where it reads all of the record. */
  readonly limitedTo: readonly string[] | undefined;
}
