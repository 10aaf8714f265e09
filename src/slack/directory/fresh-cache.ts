import { LRUCache } from 'lru-cache';
import { ageMs, type Moment, momentOf } from '../../domain/moment.ts';
import type { Clock } from '../../ports/clock.ts';

/** Caches results for a short time, and asks only once if several callers want the same result at the same time. */
export interface FreshCache<T> {
  /** @param isKept Whether the result may be reused. What could not be verified is asked again. */
  get(key: string, ask: () => Promise<T>, isKept?: (answer: T) => boolean): Promise<T>;
}

export function freshCache<T>(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  freshForMs: number,
  max: number,
): FreshCache<T> {
  const answers = new LRUCache<string, { readonly answer: Promise<T>; readonly askedAt: Moment }>({ max });

  return {
    async get(key, ask, isKept = () => true) {
      const known = answers.get(key);
      // Not the cache's own time limit: that goes by one clock, which may have been set or have stopped.
      if (known !== undefined && ageMs(clock, known.askedAt) < freshForMs) return known.answer;

      const answer = ask();
      answers.set(key, { answer, askedAt: momentOf(clock) });
      const forget = () => {
        if (answers.peek(key)?.answer === answer) answers.delete(key);
      };
      answer.then((value) => isKept(value) || forget(), forget);
      return answer;
    },
  };
}
