import { Worker } from 'node:worker_threads';
import { Failure } from '../../core/failure.ts';
import { type PackedAnswer, type PageJob, type PagePacking, packHere } from './page-packing.ts';

/** What a page needs is freed with it, so little is kept for later: people look now and then. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };
/** An endpoint of a few thousand connections is read here before a thread would have started. */
const mostHere = 3;

/**
 * Packs pages in a thread of its own, which starts with the first large endpoint and does not keep the process
 * alive. The first pages of a sweep, and those that come before the thread has started, are packed here.
 */
export function threadedPacking(): PagePacking {
  const here = packHere();
  let thread: Thread | undefined;
  return {
    async pack(job) {
      if (job.number < mostHere) return here(job);

      if (thread === undefined || thread.state() === 'over') thread = startThread();
      return thread.state() === 'starting' ? here(job) : thread.pack(job);
    },
  };
}

interface Thread {
  state(): 'starting' | 'online' | 'over';
  pack(job: PageJob): Promise<PackedAnswer>;
}

interface Waiting {
  resolve(answer: PackedAnswer): void;
  reject(failure: Failure): void;
}

/** Pages change hands without being copied; answers come in the order of the jobs. */
function startThread(): Thread {
  const worker = new Worker(new URL('./page-thread.ts', import.meta.url), { resourceLimits });
  const waiting: Waiting[] = [];
  let state: ReturnType<Thread['state']> = 'starting';
  const end = (error?: Error) => {
    state = 'over';
    const failure = new Failure('unexpected', 'the thread that reads pages ended', { cause: error });
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.unref();
  worker.once('online', () => {
    state = 'online';
  });
  worker.on('message', (answer: PackedAnswer) => waiting.shift()?.resolve(answer));
  worker.once('error', end);
  worker.once('exit', () => end());

  return {
    state: () => state,
    pack: (job) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.postMessage(job, [job.bytes.buffer]);
      }),
  };
}
