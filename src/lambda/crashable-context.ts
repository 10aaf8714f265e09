/** Parts of the context that return at once and have no effect. All others have an effect or take time. */
const lasting: readonly string[] = ['rules', 'diagnostics', 'newCorrelation'];
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
