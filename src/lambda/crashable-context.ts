/** Parts of the context that only tell what is so, at once; everything else does something, or takes its time. */
const lasting: readonly string[] = ['rules', 'diagnostics', 'newCorrelation'];
const instant: readonly string[] = ['now', 'elapsedMs', 'stored', 'newestFirst'];

/**
 * A world in which nothing is answered any more once its life is over. Lambda freezes a process between two calls of
 * it: what was under way then would go on at some later time, after another process has taken its place. So it ends
 * here, as if the process had been killed, which the job queue is made for.
 */
export function crashableContext<World extends object>(app: World, life: AbortSignal): World {
  return new Proxy(app, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name);
      return isObject(part) && !lasting.includes(String(name)) ? mortalPort(part, life) : part;
    },
  });
}

function mortalPort(port: object, life: AbortSignal): object {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      // What several ports make up together.
      if (isObject(member)) return mortalPort(member, life);
      if (typeof member !== 'function') return member;
      if (instant.includes(String(name))) return member.bind(target);
      return (...asked: readonly unknown[]) =>
        life.aborted ? never() : whileAlive(member.apply(target, asked), life);
    },
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** An answer that comes after the end reaches nobody. */
async function whileAlive(answer: unknown, life: AbortSignal): Promise<unknown> {
  try {
    return await answer;
  } finally {
    if (life.aborted) await never();
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}
