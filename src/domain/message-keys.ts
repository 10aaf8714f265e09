import type { Correlation } from './ids.ts';

// The keys under which messages are stored, and found again to be updated or linked to. They are stored, so they never
// change.

/** The key of the message that shows a kick. */
export function kickMessageKey(correlation: Correlation): string {
  return `kick ${correlation}`;
}

/** The key of the message that shows a block, if none shows it together with a kick. */
export function blockMessageKey(correlation: Correlation): string {
  return `block ${correlation}`;
}

/** The key of the message that shows a request for approval. */
export function approvalMessageKey(correlation: Correlation): string {
  return `approval ${correlation}`;
}

/** The key of the message that shows an entry, and those that follow it, in the audit channel. */
export function entryMessageKey(seq: number): string {
  return `entry ${seq}`;
}
