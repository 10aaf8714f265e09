import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFunction, type RunningFunction } from '../../../../emulators/lambda/running-function.ts';
import { compiledCode } from '../../../bundles/bundles.ts';
import { type BotEnvironment, type BotProcess, type Ending, startProcess } from '../bot-process.ts';
import { type Invoker, startInvoker } from './invoker.ts';
import type { RequestQueue } from './request-queue.ts';

/** The functions at work, each environment of one a process of its own. */
export interface LambdaFunctions {
  start(environment: BotEnvironment): Promise<BotProcess>;
  startWorkers(environment: BotEnvironment): Promise<void>;
  /** Kills every environment of the worker, in the middle of whatever it does; the ingress goes on. */
  killWorkers(): Promise<void>;
}

const ingressScript = fileURLToPath(new URL('ingress-process.ts', import.meta.url));
/** Two work on requests beside the one that the schedule invokes. Lambda starts more when all are busy. */
const warmWorkers = 3;

/** @param folder Where the bundles are, each in a folder of its own. */
export function lambdaFunctions(folder: string, queue: RequestQueue): LambdaFunctions {
  let ingress: BotProcess | undefined;
  let worker: RunningFunction | undefined;
  let invoker: Invoker | undefined;
  const past: string[] = [];
  const log = () => [...past, ingress?.log(), worker?.log(), invoker?.log()].join('');

  async function startWorkers(environment: BotEnvironment): Promise<void> {
    const started = openFunction({
      name: 'worker',
      file: join(folder, 'worker', 'index.mjs'),
      variables: { ...compiledCode(), ...environment },
      timeoutMs: 60_000,
    });
    worker = started;
    await started.warm(warmWorkers);
    invoker = startInvoker(started, queue);
  }
  async function killWorkers(): Promise<void> {
    invoker?.stop();
    await worker?.stop();
    past.push(worker?.log() ?? '', invoker?.log() ?? '');
    worker = undefined;
    invoker = undefined;
  }
  /** A function has no end of its own: whatever the signal, this is Lambda taking its environments away. */
  async function stop(): Promise<Ending> {
    await killWorkers();
    const ending = await ingress?.stop('SIGKILL');
    past.push(ending?.stderr ?? '');
    ingress = undefined;
    return { exitCode: 0, stdout: '', stderr: log() };
  }

  return {
    startWorkers,
    killWorkers,
    async start(environment) {
      const [started] = await Promise.all([
        startProcess(ingressScript, [join(folder, 'ingress')], environment),
        startWorkers(environment),
      ]);
      ingress = started;
      return { ...started, log, stop };
    },
  };
}
