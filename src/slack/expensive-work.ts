import PQueue from 'p-queue';
import type { PersonId } from '../domain/ids.ts';

/** Limits work that takes much time or memory. */
export interface ExpensiveWork {
  /** Runs the work when there is room for it; undefined if the person's previous work is not over. */
  run<T>(person: PersonId, work: () => Promise<T>): Promise<T> | undefined;
}

/** @param maxAtOnce How much of it runs at the same time, each for another person. */
export function expensiveWork(maxAtOnce: number): ExpensiveWork {
  const queue = new PQueue({ concurrency: maxAtOnce });
  const busy = new Set<PersonId>();
  return {
    run(person, work) {
      if (busy.has(person)) return undefined;
      busy.add(person);
      return queue.add(work).finally(() => busy.delete(person));
    },
  };
}
