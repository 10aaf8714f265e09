import type { AuditEntry, EntryDraft, EntryKind } from '../../src/domain/audit-entry.ts';
import { Failure } from '../../src/domain/failure.ts';
import { MemoryAuditLog } from './memory-audit-log.ts';

/** An audit log in memory that takes no entries of the kinds it is told to refuse. */
export class RefusingAuditLog extends MemoryAuditLog {
  readonly entries: AuditEntry[] = [];
  #refused: readonly EntryKind[] = [];

  refuse(...kinds: readonly EntryKind[]): void {
    this.#refused = kinds;
  }

  override async append(draft: EntryDraft): Promise<AuditEntry> {
    if (this.#refused.includes(draft.kind)) throw new Failure('audit_unwritable', 'the disk is full');
    const entry = await super.append(draft);
    this.entries.push(entry);
    return entry;
  }
}
