import type { HandedBouncer } from '../app/compose-handed.ts';

/** Keeps Bouncer from one invocation to the next, unless work was still in progress: then Bouncer is composed again. */
export interface Invocations {
  /**
   * Provides Bouncer for one invocation.
   *
   * @param work Returns the answer, and whether all of its work is done.
   * @throws What `work` throws, or what composing Bouncer throws.
   */
  live<Answer>(work: (bouncer: HandedBouncer) => Promise<Lived<Answer>>): Promise<Answer>;
}

export interface Lived<Answer> {
  readonly answer: Answer;
  readonly isDone: boolean;
}

/** @param compose Composes Bouncer, which counts as crashed once the signal is aborted. */
export function invocations(compose: (lifetime: AbortSignal) => Promise<HandedBouncer>): Invocations {
  let current: { readonly bouncer: HandedBouncer; readonly lifetime: AbortController } | undefined;

  function end(): void {
    current?.lifetime.abort();
    current?.bouncer.close();
    current = undefined;
  }

  return {
    async live(work) {
      if (current === undefined) {
        const lifetime = new AbortController();
        current = { bouncer: await compose(lifetime.signal), lifetime };
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
