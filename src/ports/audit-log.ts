import type { Head } from '../domain/audit-chain.ts';
import type { AuditEntry, EntryDraft } from '../domain/audit-entry.ts';
import type { FoundEntry } from '../domain/audit-page.ts';
import type { Correlation, PersonId } from '../domain/ids.ts';

/** The record of every act: append-only and hash-chained. */
export interface AuditLog {
  /**
   * Seals the draft onto the chain and keeps it durably before the promise resolves.
   * Appends from several processes at once still form one chain.
   *
   * @throws {Failure} `audit_unwritable`: the entry is not known to stand, so nothing may be done. Where an answer was
   * lost it may stand all the same; the same words appended again then go on with it, and it stands once.
   */
  append(draft: EntryDraft): Promise<AuditEntry>;

  /** The entries of one request, in order. @throws {Failure} `store_unavailable` */
  ofRequest(correlation: Correlation): Promise<readonly AuditEntry[]>;

  /**
   * The `requested` entries of one person, from the newest back to a moment, and no more than so many. It reads those
   * alone, however long the log is.
   *
   * @throws {Failure} `store_unavailable`
   */
  requestedBy(actor: PersonId, since: Date, most: number): Promise<readonly AuditEntry[]>;

  /** Every entry as it was stored, as JSON text, in the order of the log. @throws {Failure} `store_unavailable` */
  stored(): AsyncIterable<string>;

  /**
   * The entries that are stored under these numbers, each as it was stored, by its number; numbers of no entry are
   * left out. @throws {Failure} `store_unavailable`
   */
  storedAt(seqs: readonly number[]): Promise<ReadonlyMap<number, string>>;

  /**
   * Entries from the newest on, read as the reader gets on; what is appended meanwhile is left out.
   *
   * @param upTo The number to begin at; without it, the last one.
   * @throws {Failure} `store_unavailable`
   */
  newestFirst(upTo?: number): AsyncIterable<FoundEntry>;

  /** The last entry's number and hash. @throws {Failure} `store_unavailable` */
  head(): Promise<Head>;
}
