import type { Head } from '../domain/audit-chain.ts';

/** Checks whether the store supports what the next kick needs. */
export interface StoreCheckup {
  /** The name that the operator knows: a file or a table. */
  readonly name: string;
  /**
   * Tries the store out and leaves it unchanged.
   *
   * @throws {Failure} `store_unavailable` or `audit_unwritable`, saying what cannot be done.
   */
  tryOut(): Promise<StoreState>;

  /**
   * Reads the head of the audit log and the entries with these numbers. A store that does not exist has an empty audit
   * log.
   *
   * @returns Undefined if an earlier version wrote the store: it is not read before it is migrated.
   * @throws {Failure} `store_unavailable`
   */
  recorded(seqs: readonly number[]): Promise<Recorded | undefined>;
}

export interface Recorded {
  readonly head: Head;
  /** Entries as they are stored, by number. */
  readonly stored: ReadonlyMap<number, string>;
}

export type StoreState =
  | { readonly kind: 'works'; readonly head: Head }
  /** The store does not exist. Bouncer creates it at the first start. */
  | { readonly kind: 'absent' }
  /** An earlier version wrote the store. Bouncer migrates it at the next start. */
  | { readonly kind: 'outdated' };
