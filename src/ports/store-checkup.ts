import type { Head } from '../core/audit-chain.ts';

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
}

export type StoreState =
  | { readonly kind: 'works'; readonly head: Head }
  /** There is none; the bot makes it when it first starts. */
  | { readonly kind: 'absent' }
  /** An earlier version wrote it; the bot brings it up to date when it next starts. */
  | { readonly kind: 'outdated' };
