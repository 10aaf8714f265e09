import { canonicalJson, emptyHead, type Head, seal } from '../../src/domain/audit-chain.ts';
import type { AuditEntry, EntryDraft, FoundEntry } from '../../src/domain/audit-entry.ts';
import type { Correlation, PersonId } from '../../src/domain/ids.ts';
import type { AuditLog } from '../../src/ports/audit-log.ts';

/** An audit log that lasts as long as the process, for tests and rehearsals. */
export class MemoryAuditLog implements AuditLog {
  readonly #entries: AuditEntry[] = [];
  #head: Head = emptyHead;

  async append(draft: EntryDraft): Promise<AuditEntry> {
    const entry = seal(draft, this.#head);
    this.#entries.push(entry);
    this.#head = { seq: entry.seq, hash: entry.hash };
    return entry;
  }

  async ofRequest(correlation: Correlation): Promise<readonly AuditEntry[]> {
    return this.#entries.filter((entry) => entry.correlation === correlation);
  }

  async requestedBy(actor: PersonId, since: Date, most: number): Promise<readonly AuditEntry[]> {
    const theirs = this.#entries.filter(({ kind, actor: { id } }) => kind === 'requested' && id === actor);
    const from = theirs.findLastIndex(({ at }) => Date.parse(at) < since.getTime()) + 1;
    return theirs.slice(from).toReversed().slice(0, most);
  }

  async *stored(): AsyncGenerator<string> {
    for (const entry of this.#entries) yield canonicalJson(entry);
  }

  async storedAt(seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
    const asked = this.#entries.filter(({ seq }) => seqs.includes(seq));
    return new Map(asked.map((entry) => [entry.seq, canonicalJson(entry)]));
  }

  async *newestFirst(upTo = this.#head.seq): AsyncGenerator<FoundEntry> {
    for (const entry of this.#entries.slice(0, upTo).toReversed()) yield { kind: 'readable', entry };
  }

  async head(): Promise<Head> {
    return this.#head;
  }
}
