import { setTimeout as sleep } from 'node:timers/promises';
import { addMinutes } from 'date-fns/addMinutes';
import type { Logger } from 'pino';
import type { HandedBouncer } from '../app/handed-app.ts';
import { runJobsRegularly } from '../app/run-jobs.ts';

/** How often the function checks for remaining jobs. */
const pauseMs = 1_000;
/** The schedule invokes the function again after this. */
const everyMinutes = 1;
/** How long a run may take after its job is completed. */
const lastMs = 500;

/**
 * Runs the due jobs, for as long as another is due before the next scheduled invocation, and records the connections
 * meanwhile. So the end of a kick and a reconnect are noticed within seconds, and a minute without jobs costs little.
 *
 * @returns Whether all work is done.
 * @throws {Failure} `store_unavailable`
 */
export async function runScheduledJobs(
  { resume, record, nextDue }: Pick<HandedBouncer, 'resume' | 'record' | 'nextDue'>,
  nowMs: () => number,
  until: AbortSignal,
  log: Logger,
): Promise<boolean> {
  const stop = runJobsRegularly(resume, log);
  let isRecorded = false;
  const recording = record().then(() => {
    isRecorded = true;
  });
  try {
    while (!until.aborted) {
      const due = await nextDue();
      const isIdle = due === undefined || due > addMinutes(nowMs(), everyMinutes);
      if (isIdle && isRecorded) return true;
      const pause = sleep(pauseMs, undefined, { signal: until }).catch(() => {});
      await (isRecorded ? pause : Promise.race([recording, pause]));
    }
    return false;
  } finally {
    await stop(until.aborted ? 0 : lastMs);
  }
}
