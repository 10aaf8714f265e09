import type { Head } from '../domain/audit-chain.ts';
import type { AuditEntry } from '../domain/audit-entry.ts';
import type { AuditLog } from '../ports/audit-log.ts';

export interface AppendCheck {
  /** Checks that entries may be appended. @throws {Failure} `audit_unwritable` when they may not. */
  assertTrusted(): Promise<void>;
  /** Notes an entry that has been appended. */
  saw(head: Head): void;
}

/** Wraps an audit log so that it refuses new entries once a check has found the audit log incomplete or changed. */
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

/** Wraps an audit log so that it reports each appended entry. The observer must not throw. */
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
