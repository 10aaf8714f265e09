import { type Environment, type LambdaFunction, type Outcome, openEnvironment } from './environment.ts';

export interface RunningFunction {
  invoke(event: unknown): Promise<Outcome>;
  /** Starts environments that nothing was invoked in yet, as provisioned concurrency does, and waits until they are loaded. */
  warm(count: number): Promise<void>;
  /** What all its environments wrote to stdout and stderr. */
  log(): string;
  /** How many environments were started for an event: each one's first call is a cold start. */
  coldStarts(): number;
  /** Ends every environment, in the middle of whatever it does. The next event starts a new one. */
  stop(): Promise<void>;
}

/** The longest that a client connect handler gets; Lambda's own default is three seconds. */
const usualTimeoutMs = 30_000;

/** Each environment runs one event at a time; when all are busy, another one is started (a cold start). */
export function openFunction(deployed: LambdaFunction): RunningFunction {
  const idle: Environment[] = [];
  const all = new Set<Environment>();
  let log = '';
  let coldStarts = 0;

  function open(): Environment {
    const environment = openEnvironment(deployed, (text) => {
      log += text;
    });
    all.add(environment);
    return environment;
  }
  function start(): Environment {
    coldStarts += 1;
    return open();
  }

  return {
    async invoke(event) {
      const environment = idle.pop() ?? start();
      const outcome = await environment.run(event, deployed.timeoutMs ?? usualTimeoutMs);
      if (environment.isAlive()) idle.push(environment);
      else all.delete(environment);
      return outcome;
    },
    async warm(count) {
      const started = Array.from({ length: count }, open);
      await Promise.all(started.map(({ initialized }) => initialized));
      idle.push(...started.filter((environment) => environment.isAlive()));
    },
    log: () => log,
    coldStarts: () => coldStarts,
    async stop() {
      const ending = [...all];
      all.clear();
      idle.length = 0;
      await Promise.all(ending.map((environment) => environment.stop()));
    },
  };
}
