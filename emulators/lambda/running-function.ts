import { type Environment, type Outcome, openEnvironment } from './environment.ts';

/** A function as it was deployed. */
export interface LambdaFunction {
  readonly name: string;
  /** A module that exports `handler`, as an absolute path. */
  readonly file: string;
  /** All that the function knows of the world. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface RunningFunction {
  invoke(event: unknown): Promise<Outcome>;
  log(): string;
  coldStarts(): number;
  stop(): Promise<void>;
}

/** The longest that a client connect handler gets; Lambda's own default is three seconds. */
const usualTimeoutMs = 30_000;

/** One event at a time in each environment: where all are busy, another is started, cold. */
export function openFunction(deployed: LambdaFunction): RunningFunction {
  const idle: Environment[] = [];
  const all = new Set<Environment>();
  let log = '';
  let coldStarts = 0;

  function start(): Environment {
    coldStarts += 1;
    const environment = openEnvironment(deployed, (text) => {
      log += text;
    });
    all.add(environment);
    return environment;
  }

  return {
    async invoke(event) {
      const environment = idle.pop() ?? start();
      const outcome = await environment.run(event, deployed.timeoutMs ?? usualTimeoutMs);
      if (environment.isAlive()) idle.push(environment);
      else all.delete(environment);
      return outcome;
    },
    log: () => log,
    coldStarts: () => coldStarts,
    stop: async () => {
      await Promise.all([...all].map((environment) => environment.stop()));
    },
  };
}
