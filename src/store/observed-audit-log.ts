import type { AuditEntry } from '../core/audit-entry.ts';
import type { AuditLog } from '../ports/audit-log.ts';

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
