import type { HandedBouncer } from '../app/handed-app.ts';

/** Keeps Bouncer from one invocation to the next, unless work was still in progress: then Bouncer is composed again. */
interface Invocations {
  /**
   * Provides Bouncer for one invocation.
   *
   * @param work Returns the answer, and whether all of its work is done.
   * @throws What `work` throws, or what composing Bouncer throws.
   */
  live<Answer>(work: (bouncer: HandedBouncer) => Promise<Lived<Answer>>): Promise<Answer>;
}

interface Lived<Answer> {
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

/** Parts of the context that return at once and have no effect. All others have an effect or take time. */
const lasting: readonly string[] = ['rules', 'diagnostics'];
const instant: readonly string[] = ['now', 'elapsedMs', 'stored', 'newestFirst'];

/**
 * Wraps a context so that none of its calls returns once `lifetime` is aborted. Lambda freezes a process between two
 * invocations: work in progress would continue at some later time, after another process has taken it over. So it ends
 * here as if the process had been killed, which the job queue is made for.
 */
export function crashableContext<Context extends object>(context: Context, lifetime: AbortSignal): Context {
  return new Proxy(context, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      return isObject(part) && !lasting.includes(String(name)) ? crashablePort(part, lifetime) : part;
    },
  });
}

function crashablePort(port: object, lifetime: AbortSignal): object {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      // A port may consist of several ports.
      if (isObject(member)) return crashablePort(member, lifetime);
      if (typeof member !== 'function') return member;
      if (instant.includes(String(name))) return member.bind(target);
      return (...asked: readonly unknown[]) =>
        lifetime.aborted ? never() : unlessEnded(member.apply(target, asked), lifetime);
    },
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Returns the answer, or never returns if the lifetime has ended meanwhile. */
async function unlessEnded(answer: unknown, lifetime: AbortSignal): Promise<unknown> {
  try {
    return await answer;
  } finally {
    if (lifetime.aborted) await never();
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
