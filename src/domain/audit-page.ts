import type { AuditEntry } from './audit-entry.ts';

/** An entry that was read from the audit log. Of a corrupted one, only the number is known. */
export type FoundEntry =
  | { readonly kind: 'readable'; readonly entry: AuditEntry }
  | { readonly kind: 'unreadable'; readonly seq: number };

export function seqOf(found: FoundEntry): number {
  return found.kind === 'readable' ? found.entry.seq : found.seq;
}

/** One page of the entries that someone asked for, newest first. */
export interface RecordPage {
  readonly entries: readonly FoundEntry[];
  /** Starts at 0. */
  readonly page: number;
  readonly hasMore: boolean;
  /** The newest entry, at which the pages begin, so that new entries do not shift them. */
  readonly upTo: number;
  /** The entry at which the search stopped because its time ran out before the page was full. */
  readonly cutAt: number | undefined;
  /** Whether actions on the person may be missing, because their VPN names are unknown. */
  readonly isNameless: boolean;
  /** The names of the endpoints that the channel is limited to; undefined if it can read the whole audit log. */
  readonly limitedTo: readonly string[] | undefined;
}
