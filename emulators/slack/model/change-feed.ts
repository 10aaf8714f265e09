import type { Change } from '../protocol/client-protocol.ts';

/** A change before it has its number. */
export type ChangeContent = Change extends infer Each
  ? Each extends Change
    ? Omit<Each, 'seq'>
    : never
  : never;

/** Whom a change concerns. */
export type Audience = (personId: string) => boolean;

interface Entry {
  readonly change: Change;
  readonly audience: Audience;
}

/** A client that was away for longer than this many changes starts again from a snapshot. */
const keptChanges = 10_000;

/** Everything that happens in the workspace, numbered, so that a client can go on where it left off. */
export class ChangeFeed {
  #seq = 0;
  #kept: Entry[] = [];
  readonly #listeners = new Set<(entry: Entry) => void>();

  get seq(): number {
    return this.#seq;
  }

  publish(content: ChangeContent, audience: Audience): void {
    this.#seq += 1;
    const entry = { change: { ...content, seq: this.#seq }, audience };
    this.#kept.push(entry);
    if (this.#kept.length > 2 * keptChanges) this.#kept = this.#kept.slice(-keptChanges);
    for (const listener of this.#listeners) listener(entry);
  }

  /** The changes after `seq` for one person; undefined where some of them are no longer kept, or `seq` is not ours. */
  since(seq: number, personId: string): readonly Change[] | undefined {
    const oldest = this.#kept[0]?.change.seq ?? this.#seq + 1;
    if (seq > this.#seq || seq < oldest - 1) return undefined;
    return this.#kept
      .filter(({ change, audience }) => change.seq > seq && audience(personId))
      .map(({ change }) => change);
  }

  /** Calls the listener for every later change that concerns the person; answers how to stop. */
  follow(personId: string, listener: (change: Change) => void): () => void {
    const filtered = ({ change, audience }: Entry) => {
      if (audience(personId)) listener(change);
    };
    this.#listeners.add(filtered);
    return () => this.#listeners.delete(filtered);
  }
}
