import { subMinutes } from 'date-fns/subMinutes';
import { type ReplayCache, rememberedMinutes } from '../../src/ports/replay-cache.ts';

/** Requests that are remembered as long as the process lives, for tests and rehearsals. */
export class MemoryReplayCache implements ReplayCache {
  readonly #seen = new Map<string, Date>();

  async isFirst(id: string, at: Date): Promise<boolean> {
    const cutoff = subMinutes(at, rememberedMinutes);
    for (const [known, seenAt] of this.#seen) if (seenAt < cutoff) this.#seen.delete(known);
    if (this.#seen.has(id)) return false;

    this.#seen.set(id, at);
    return true;
  }
}
