import type { Head } from '../domain/audit-chain.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { AuditLog } from '../ports/audit-log.ts';

export interface AppendCheck {
  /** @throws {Failure} `audit_unwritable` when nothing may be appended. */
  assertTrusted(): Promise<void>;
  /** Takes note of an entry that stands now. */
  saw(head: Head): void;
}

/** A log that takes entries only as long as the record is known, or not yet known, to be whole. */
export function checkedAuditLog(log: AuditLog, check: AppendCheck): AuditLog {
  return {
    append: async (draft) => {
      await check.assertTrusted();
      const entry = await log.append(draft);
      check.saw(entry);
      return entry;
    },
    ofRequest: (correlation) => log.ofRequest(correlation),
    requestedBy: (actor, since, most) => log.requestedBy(actor, since, most),
    stored: () => log.stored(),
    storedAt: (seqs) => log.storedAt(seqs),
    newestFirst: (upTo) => log.newestFirst(upTo),
    head: () => log.head(),
  };
}

/** A log that tells of each entry it took; the observer must not throw. */
export function observedAuditLog(log: AuditLog, onEntry: (entry: AuditEntry) => void): AuditLog {
  return {
    append: async (draft) => {
      const entry = await log.append(draft);
      onEntry(entry);
      return entry;
    },
    ofRequest: (correlation) => log.ofRequest(correlation),
    requestedBy: (actor, since, most) => log.requestedBy(actor, since, most),
    stored: () => log.stored(),
    storedAt: (seqs) => log.storedAt(seqs),
    newestFirst: (upTo) => log.newestFirst(upTo),
    head: () => log.head(),
  };
}
