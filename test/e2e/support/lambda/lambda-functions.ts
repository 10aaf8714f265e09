import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BotEnvironment, type BotProcess, type Ending, startProcess } from '../bot-process.ts';

/** The functions at work, each environment of one a process of its own. */
export interface LambdaFunctions {
  start(environment: BotEnvironment): Promise<BotProcess>;
  startWorkers(environment: BotEnvironment): Promise<void>;
  /** Kills every environment of the worker, in the middle of whatever it does; the ingress goes on. */
  killWorkers(): Promise<void>;
}

const ingressScript = fileURLToPath(new URL('ingress-process.ts', import.meta.url));
const workerScript = fileURLToPath(new URL('worker-process.ts', import.meta.url));
/**
 * Lambda starts as many as it needs. Two let one person's look go on beside another's kick; and the schedule calls again
 * while an earlier call is still at work.
 */
const environmentsOfWorker = ['queue', 'queue', 'schedule', 'schedule'] as const;

/** @param folder Where the bundles are, each in a folder of its own. */
export function lambdaFunctions(folder: string): LambdaFunctions {
  let ingress: BotProcess | undefined;
  let workers: readonly BotProcess[] = [];
  const past: string[] = [];
  const log = () => [...past, ingress?.log() ?? '', ...workers.map((worker) => worker.log())].join('');

  async function startWorkers(environment: BotEnvironment): Promise<void> {
    const starts = environmentsOfWorker.map((calledBy) =>
      startProcess(workerScript, [join(folder, 'worker'), calledBy], environment),
    );
    workers = await Promise.all(starts);
  }
  async function killWorkers(): Promise<void> {
    const endings = await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
    past.push(...endings.map(({ stderr }) => stderr));
    workers = [];
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
