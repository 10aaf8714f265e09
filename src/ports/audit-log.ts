import type { Head } from '../domain/audit-chain.ts';
import type { AuditEntry, EntryDraft, FoundEntry } from '../domain/audit-entry.ts';
import type { Witness } from '../domain/audit-witness.ts';
import type { Correlation, PersonId } from '../domain/ids.ts';

/** The audit log: append-only and hash-chained. */
export interface AuditLog {
  /**
   * Seals the draft onto the chain and stores it durably before the promise resolves. Concurrent appends from several
   * processes still form one chain.
   *
   * @throws {Failure} `audit_unwritable`: the entry is not known to be stored, so the caller must not act. If only the
   *   response was lost, the entry may be stored all the same; appending the same draft again then continues with that
   *   entry, and it is stored once.
   */
  append(draft: EntryDraft): Promise<AuditEntry>;

  /** Returns the entries of one request, in order. @throws {Failure} `store_unavailable` */
  ofRequest(correlation: Correlation): Promise<readonly AuditEntry[]>;

  /**
   * Returns the `requested` entries of one person, from the newest back to `since`, and at most `most` of them. It
   * reads only those entries, however long the log is.
   *
   * @throws {Failure} `store_unavailable`
   */
  requestedBy(actor: PersonId, since: Date, most: number): Promise<readonly AuditEntry[]>;

  /**
   * Returns every entry as it was stored, as JSON text, in the order of the log. @throws {Failure} `store_unavailable`
   */
  stored(): AsyncIterable<string>;

  /**
   * Returns the entries with these numbers, each as it was stored, by number. Numbers without an entry are left out.
   *
   * @throws {Failure} `store_unavailable`
   */
  storedAt(seqs: readonly number[]): Promise<ReadonlyMap<number, string>>;

  /**
   * Returns entries from the newest back, reading only as far as the caller iterates. Entries that are appended
   * meanwhile are left out.
   *
   * @param upTo The number to begin at; the last entry by default.
   * @throws {Failure} `store_unavailable`
   */
  newestFirst(upTo?: number): AsyncIterable<FoundEntry>;

  /** Returns the last entry's number and hash. @throws {Failure} `store_unavailable` */
  head(): Promise<Head>;
}

/**
 * What the audit log looked like from outside the store, where someone who can change the audit log cannot change it
 * too.
 */
export interface AuditWitnesses {
  /**
   * Returns the newest witnesses, in no particular order; none if nothing was announced yet.
   *
   * @throws {Failure} with a `slack_…` code.
   */
  newest(): Promise<readonly Witness[]>;
}
