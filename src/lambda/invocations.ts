import type { HandedBouncer } from '../app/compose-handed.ts';

/** The bot between two calls of the function: it lives on while nothing is under way, and is begun anew otherwise. */
export interface Invocations {
  /**
   * Lends the bot for one call.
   *
   * @param work Answers, and says whether it left nothing under way.
   * @throws What `work` throws, or the beginning of a life.
   */
  live<Answer>(work: (bouncer: HandedBouncer) => Promise<Lived<Answer>>): Promise<Answer>;
}

export interface Lived<Answer> {
  readonly answer: Answer;
  readonly isDone: boolean;
}

/** @param begin Puts the bot together, for a life that ends with the signal. */
export function invocations(begin: (life: AbortSignal) => Promise<HandedBouncer>): Invocations {
  let current: { readonly bouncer: HandedBouncer; readonly life: AbortController } | undefined;

  function end(): void {
    current?.life.abort();
    current?.bouncer.close();
    current = undefined;
  }

  return {
    async live(work) {
      if (current === undefined) {
        const life = new AbortController();
        current = { bouncer: await begin(life.signal), life };
      }
      try {
        const { answer, isDone } = await work(current.bouncer);
        if (!isDone) end();
        return answer;
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}
