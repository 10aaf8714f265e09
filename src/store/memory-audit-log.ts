import { emptyHead, type Head, seal } from '../core/audit-chain.ts';
import type { AuditEntry, EntryDraft } from '../core/audit-entry.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import type { AuditLog } from '../ports/audit-log.ts';

/** An audit log that lasts as long as the process, for tests and rehearsals. */
export class MemoryAuditLog implements AuditLog {
  readonly #texts: string[] = [];
  #head: Head = emptyHead;

  async append(draft: EntryDraft): Promise<AuditEntry> {
    const entry = seal(draft, this.#head);
    this.#texts.push(canonicalJson(entry));
    this.#head = { seq: entry.seq, hash: entry.hash };
    return entry;
  }

  async *stored(): AsyncGenerator<string> {
    yield* this.#texts;
  }

  async head(): Promise<Head> {
    return this.#head;
  }
}
