import type { AuditEntry } from '../core/audit-entry.ts';
import { countsOfEntry } from '../core/kick-from-entries.ts';

/** What the log says of an entry that was recorded: no name and no reason, and the same counts as the messages. */
export function entryFields(entry: AuditEntry): Record<string, unknown> {
  const { kind, seq, correlation } = entry;
  const counts = Object.entries(countsOfEntry(entry) ?? {}).filter(([, count]) => count > 0);
  return { kind, seq, correlation, ...(counts.length > 0 && { connections: Object.fromEntries(counts) }) };
}
