import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A deployed function. */
export interface LambdaFunction {
  readonly name: string;
  /** A module that exports `handler`, as an absolute path. */
  readonly file: string;
  /** The function's environment variables, and the only ones. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** The result of one event. */
export interface Outcome {
  /** Whether the handler threw, timed out or ended its process; the payload then describes the error. */
  readonly isError: boolean;
  readonly payload: unknown;
}

/** A process that has loaded the function, and works on one event at a time. */
export interface Environment {
  /** Resolves once the function is loaded, or has failed to: its first event tells. */
  readonly initialized: Promise<void>;
  run(event: unknown, timeoutMs: number): Promise<Outcome>;
  isAlive(): boolean;
  stop(): Promise<void>;
}

/** In the sources, or in a bundle beside the file that holds this. */
const runtime = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? 'runtime.ts' : 'lambda-runtime.mjs', import.meta.url),
);

/** Where Node keeps what it compiled, if this process has such a place. The runtime removes it before the function loads. */
const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

/** Keeps V8 from optimizing the HTTP parser of `fetch`, which takes a fifth of a second and pays off after thousands of calls. */
const flags = ['--liftoff-only'];

export function openEnvironment(
  { name, file, variables }: LambdaFunction,
  onOutput: (text: string) => void,
): Environment {
  const child = spawn(process.execPath, [...flags, runtime, file], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { AWS_LAMBDA_FUNCTION_NAME: name, ...compileCache, ...variables },
  });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput);

  const initialized = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.on('message', (message) => {
      if (isAboutInitialization(message)) resolve();
    });
  });

  return {
    initialized,
    run: (event, timeoutMs) => run(child, event, timeoutMs),
    isAlive: () => !isOver(child),
    stop: async () => {
      if (isOver(child)) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

async function run(child: ChildProcess, event: unknown, timeoutMs: number): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const fail = (errorType: string, errorMessage: string) =>
    resolve({ isError: true, payload: { errorType, errorMessage } });
  const onExit = () => fail('Runtime.ExitError', 'Error: Runtime exited');
  const onMessage = (message: unknown) => {
    if (!isAboutInitialization(message)) resolve(outcomeFrom(message));
  };
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    fail('Sandbox.Timedout', `Task timed out after ${(timeoutMs / 1_000).toFixed(2)} seconds`);
  }, timeoutMs);

  child.once('exit', onExit);
  child.on('message', onMessage);
  child.send({ event, timeoutMs });
  const outcome = await promise;
  clearTimeout(timer);
  child.off('exit', onExit);
  child.off('message', onMessage);
  return outcome;
}

function isAboutInitialization(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'initialized' in message;
}

/** A handler that returns nothing answers null. */
function outcomeFrom(message: unknown): Outcome {
  if (typeof message !== 'object' || message === null) return { isError: true, payload: null };
  return 'error' in message
    ? { isError: true, payload: message.error }
    : { isError: false, payload: 'result' in message ? message.result : null };
}

function isOver(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || child.killed;
}
