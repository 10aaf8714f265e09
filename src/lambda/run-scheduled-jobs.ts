import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { HandedBouncer } from '../app/compose-handed.ts';
import { runJobsRegularly } from '../app/run-jobs-regularly.ts';

/** How often it is asked whether anything is left. */
const pauseMs = 1_000;
/** The schedule comes again by then. */
const everyMs = 60_000;
/** What a turn does after its job is completed. */
const lastMs = 500;

/**
 * Goes on with what is on the job queue, and stays for as long as something is due before it will be called again: a
 * kick's end and a return are seen within seconds, and a minute in which there is nothing to do costs next to nothing.
 *
 * @returns Whether nothing is under way any more.
 * @throws {Failure} `store_unavailable`
 */
export async function runScheduledJobs(
  { resume, nextDue }: Pick<HandedBouncer, 'resume' | 'nextDue'>,
  nowMs: () => number,
  until: AbortSignal,
  log: Logger,
): Promise<boolean> {
  const stop = runJobsRegularly(resume, log);
  try {
    while (!until.aborted) {
      const due = await nextDue();
      if (due === undefined || due.getTime() > nowMs() + everyMs) return true;
      await sleep(pauseMs, undefined, { signal: until }).catch(() => {});
    }
    return false;
  } finally {
    await stop(until.aborted ? 0 : lastMs);
  }
}
