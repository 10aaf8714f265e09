import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { failureFrom } from '../domain/failure.ts';

/** A crashed process's lease expires after fifteen seconds; this adds little to that. */
const everyMs = 1_000;
/** A run may wait minutes for an endpoint. Meanwhile up to this many other runs process the remaining jobs. */
const maxRuns = 20;

/**
 * Runs the due jobs, now and then once every second.
 *
 * @returns A function that stops this. It resolves when the last run has ended or after `patienceMs`; unfinished jobs
 * stay in the job queue.
 */
export function runJobsRegularly(
  resume: (until: AbortSignal) => Promise<number>,
  log: Logger,
): (patienceMs: number) => Promise<void> {
  const runs = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function run(): Promise<void> {
    try {
      const taken = await resume(stopping.signal);
      if (taken > 0) log.info({ taken }, 'went on with what was left');
    } catch (error) {
      log.error({ err: failureFrom(error) }, 'could not go on with what was left');
    }
  }
  function begin(): void {
    if (runs.size >= maxRuns) return;
    const started = run();
    runs.add(started);
    void started.then(() => runs.delete(started));
  }

  begin();
  const timer = setInterval(begin, everyMs);
  return async (patienceMs) => {
    clearInterval(timer);
    stopping.abort();
    await Promise.race([Promise.all(runs), sleep(patienceMs, undefined, { ref: false })]);
  };
}
