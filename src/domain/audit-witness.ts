import { type Head, parseSoundHead } from './audit-chain.ts';

/** What a message of the audit channel shows of the record. */
export interface Witness {
  readonly seq: number;
  /** The entry's hash, in lower case; of messages of earlier versions, its first eight digits. */
  readonly hash: string;
  /** With it, an operator accepted the record as it was: older messages count no more. */
  readonly isAcceptance?: boolean;
}

export type RecordComparison =
  /** Every entry that the audit channel shows stands in the record. */
  | { readonly kind: 'agrees'; readonly head: Head; readonly newest: Witness }
  /** The audit channel shows no entry. */
  | { readonly kind: 'unwitnessed'; readonly head: Head }
  | Disagreement;

/** What is in the record is not what the audit channel shows, or less; `newest` is the newest entry in question. */
export interface Disagreement {
  /**
   * `cut`: the record ends before that entry. `differs`: another entry stands in its place, or none.
   * `lost`: the record ended with that entry, or a later one, while this process worked on it.
   */
  readonly kind: 'cut' | 'differs' | 'lost';
  readonly head: Head;
  readonly newest: Witness;
}

/**
 * Compares the record with what the audit channel shows of it. Entries are announced after they were appended, so a
 * record that is ahead of the channel is as it should be.
 *
 * @param stored The entries of the witnesses as they are stored, by their numbers.
 */
export function compareRecord(
  head: Head,
  stored: ReadonlyMap<number, string>,
  witnesses: readonly Witness[],
): RecordComparison {
  const newestFirst = witnesses.toSorted((one, other) => other.seq - one.seq);
  const [newest] = newestFirst;
  if (newest === undefined) return { kind: 'unwitnessed', head };
  if (newest.seq > head.seq) return { kind: 'cut', head, newest };

  const contradicted = newestFirst.find((witness) => !standsIn(stored, witness));
  return contradicted === undefined
    ? { kind: 'agrees', head, newest }
    : { kind: 'differs', head, newest: contradicted };
}

export function isDisagreement(comparison: RecordComparison): comparison is Disagreement {
  return comparison.kind !== 'agrees' && comparison.kind !== 'unwitnessed';
}

/** Says in what the record does not agree with the audit channel; undefined when it does, or nothing can be compared. */
export function problemIn(comparison: Disagreement): string;
export function problemIn(comparison: RecordComparison): string | undefined;
export function problemIn(comparison: RecordComparison): string | undefined {
  switch (comparison.kind) {
    case 'cut':
      return shortText(comparison, `the audit channel shows entry ${comparison.newest.seq}`);
    case 'lost':
      return shortText(comparison, `it ended with entry ${comparison.newest.seq}`);
    case 'differs':
      return `entry ${comparison.newest.seq} of the record is another one than the audit channel shows`;
    default:
      return undefined;
  }
}

function shortText({ head, newest }: Disagreement, but: string): string {
  const end = head.seq === 0 ? 'the record is empty' : `the record ends with entry ${head.seq}`;
  const first = head.seq + 1;
  const missing =
    first === newest.seq ? `entry ${first} is missing` : `entries ${first} to ${newest.seq} are missing`;
  return `${end}, but ${but}: ${missing}`;
}

function standsIn(stored: ReadonlyMap<number, string>, { seq, hash }: Witness): boolean {
  const found = parseSoundHead(stored.get(seq) ?? '');
  return found?.seq === seq && found.hash.startsWith(hash);
}
