import { type Head, parseSoundHead } from './audit-chain.ts';

/** What a message in the audit channel shows of the audit log. */
export interface Witness {
  readonly seq: number;
  /** The entry's hash in lower case; in messages from earlier versions, its first eight digits. */
  readonly hash: string;
  /** Whether an operator accepted the audit log as it was with this entry: older messages no longer count. */
  readonly isAcceptance?: boolean;
}

export type AuditLogComparison =
  /** The audit log has every entry that the audit channel shows. */
  | { readonly kind: 'agrees'; readonly head: Head; readonly newest: Witness }
  /** The audit channel shows no entry. */
  | { readonly kind: 'unwitnessed'; readonly head: Head }
  | Disagreement;

/** The audit log differs from what the audit channel shows, or has less; `newest` is the newest entry concerned. */
export interface Disagreement {
  /**
   * `cut`: the audit log ends before that entry. `differs`: it has a different entry with that number, or none.
   * `lost`: it already had that entry while this process was running, and now ends before it.
   */
  readonly kind: 'cut' | 'differs' | 'lost';
  readonly head: Head;
  readonly newest: Witness;
}

/**
 * Compares the audit log with what the audit channel shows of it. Entries are announced after they were appended, so
 * it is normal that the audit log is ahead of the channel.
 *
 * @param stored The stored entries of the witnesses, by number.
 */
export function compareAuditLog(
  head: Head,
  stored: ReadonlyMap<number, string>,
  witnesses: readonly Witness[],
): AuditLogComparison {
  const newestFirst = witnesses.toSorted((one, other) => other.seq - one.seq);
  const [newest] = newestFirst;
  if (newest === undefined) return { kind: 'unwitnessed', head };
  if (newest.seq > head.seq) return { kind: 'cut', head, newest };

  const contradicted = newestFirst.find((witness) => !isStored(stored, witness));
  return contradicted === undefined
    ? { kind: 'agrees', head, newest }
    : { kind: 'differs', head, newest: contradicted };
}

export function isDisagreement(comparison: AuditLogComparison): comparison is Disagreement {
  return comparison.kind !== 'agrees' && comparison.kind !== 'unwitnessed';
}

/**
 * Describes how the audit log disagrees with the audit channel; undefined if they agree, or nothing can be compared.
 */
export function problemIn(comparison: Disagreement): string;
export function problemIn(comparison: AuditLogComparison): string | undefined;
export function problemIn(comparison: AuditLogComparison): string | undefined {
  switch (comparison.kind) {
    case 'cut':
      return shortText(comparison, `the audit channel shows entry ${comparison.newest.seq}`);
    case 'lost':
      return shortText(comparison, `it ended with entry ${comparison.newest.seq}`);
    case 'differs':
      return `entry ${comparison.newest.seq} of the audit log isn’t the one that the audit channel shows`;
    default:
      return undefined;
  }
}

function shortText({ head, newest }: Disagreement, but: string): string {
  const end = head.seq === 0 ? 'the audit log is empty' : `the audit log ends with entry ${head.seq}`;
  const first = head.seq + 1;
  const missing =
    first === newest.seq ? `entry ${first} is missing` : `entries ${first} to ${newest.seq} are missing`;
  return `${end}, but ${but}: ${missing}`;
}

function isStored(stored: ReadonlyMap<number, string>, { seq, hash }: Witness): boolean {
  const found = parseSoundHead(stored.get(seq) ?? '');
  return found?.seq === seq && found.hash.startsWith(hash);
}
