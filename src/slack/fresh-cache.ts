import { ageMs, type Moment, momentOf } from '../core/moment.ts';
import type { Clock } from '../ports/clock.ts';

/** Remembers answers for a short while, and asks once however many want the same answer at the same time. */
export interface FreshCache<T> {
  /** @param isKept Whether the answer may be given again: what could not be verified is asked anew. */
  get(key: string, ask: () => Promise<T>, isKept: (answer: T) => boolean): Promise<T>;
}

export function freshCache<T>(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  freshForMs: number,
  most: number,
): FreshCache<T> {
  const answers = new Map<string, { readonly answer: Promise<T>; readonly askedAt: Moment }>();

  return {
    async get(key, ask, isKept) {
      const known = answers.get(key);
      if (known !== undefined && ageMs(clock, known.askedAt) < freshForMs) return known.answer;

      const answer = ask();
      answers.delete(key);
      answers.set(key, { answer, askedAt: momentOf(clock) });
      if (answers.size > most) answers.delete(answers.keys().next().value ?? key);

      const forget = () => {
        if (answers.get(key)?.answer === answer) answers.delete(key);
      };
      answer.then((value) => isKept(value) || forget(), forget);
      return answer;
    },
  };
}
