import type { Head } from '../domain/audit-chain.ts';

/** Whether the store does what the next kick will ask of it. */
export interface StoreCheckup {
  /** What the operator calls it: a file or a table. */
  readonly name: string;
  /**
   * Tries the store out, and leaves it as it was.
   *
   * @throws {Failure} `store_unavailable` or `audit_unwritable`, saying what cannot be done.
   */
  tryOut(): Promise<StoreState>;

  /**
   * Reads where the record ends, and what stands under these numbers. A store that is not there holds an empty record.
   *
   * @returns Undefined where an earlier version wrote it, which is not read before it is brought up to date.
   * @throws {Failure} `store_unavailable`
   */
  recorded(seqs: readonly number[]): Promise<Recorded | undefined>;
}

export interface Recorded {
  readonly head: Head;
  /** Entries as they are stored, by their numbers. */
  readonly stored: ReadonlyMap<number, string>;
}

export type StoreState =
  | { readonly kind: 'works'; readonly head: Head }
  /** There is none; the bot makes it when it first starts. */
  | { readonly kind: 'absent' }
  /** An earlier version wrote it; the bot brings it up to date when it next starts. */
  | { readonly kind: 'outdated' };
