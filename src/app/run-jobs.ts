import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { resumeAnnouncement, resumeDenial } from '../audit-log/announce-entry.ts';
import { failureFrom } from '../domain/failure.ts';
import { resumeApproval } from '../features/approval/job.ts';
import { resumeBlock } from '../features/block/job.ts';
import { resumeUnblock } from '../features/block/remove-blocks.ts';
import { resumeDeniedReport } from '../features/block/report-denied-connections.ts';
import { resumeBoard } from '../features/board/job.ts';
import { resumeKick } from '../features/kick/job.ts';
import { resumeClaim } from '../features/names/job.ts';
import { resumeRemoval } from '../features/names/remove-claim.ts';
import { resumeNewPlaces } from '../features/new-places/job.ts';
import { continueWatch } from '../features/reconnect/continue-watch.ts';
import { resumeReconnectReport } from '../features/reconnect/report-reconnects.ts';
import { resumeReport } from '../features/report/job.ts';
import { leaseTerm, retryOnFailure } from '../jobs/complete-job.ts';
import type { ReadContext } from '../ports/app-context.ts';
import type { Lease } from '../ports/job-queue.ts';

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
      const claimed = await resume(stopping.signal);
      if (claimed > 0) log.info({ claimed }, 'resumed due jobs');
    } catch (error) {
      log.error({ err: failureFrom(error) }, 'could not resume due jobs');
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

/** The function that resumes each kind of job. A job's key begins with its kind. */
const resumeByKind: Readonly<Record<string, (app: ReadContext, lease: Lease) => Promise<void>>> = {
  announce: resumeAnnouncement,
  block: resumeBlock,
  kick: resumeKick,
  'turned-away': resumeDeniedReport,
  unblock: resumeUnblock,
  watch: continueWatch,
  returned: resumeReconnectReport,
  approval: resumeApproval,
  refused: resumeDenial,
  'name-claim': resumeClaim,
  'name-removal': resumeRemoval,
  board: resumeBoard,
  notice: resumeNewPlaces,
  report: resumeReport,
};

/**
 * Resumes every due job in the queue: work that a crashed process left behind, and messages that could not be sent.
 *
 * @param until Once aborted, no further job is claimed.
 * @returns How many jobs were claimed.
 * @throws {Failure} `store_unavailable`
 */
export async function runDueJobs(app: ReadContext, until?: AbortSignal): Promise<number> {
  let claimed = 0;
  for (; until?.aborted !== true; claimed += 1) {
    const lease = await app.jobs.claim(leaseTerm(app.clock));
    if (lease === undefined) break;
    await resumeOrRetry(app, lease);
  }
  return claimed;
}

/**
 * Whatever a job fails with, its lease is released: this process would renew it for as long as it runs, so that no
 * process could retry the job. Other jobs must not wait for it, either.
 */
async function resumeOrRetry(app: ReadContext, lease: Lease): Promise<void> {
  const correlation = app.newCorrelation();
  await retryOnFailure(app, lease, correlation, `resume job ${lease.job.key}`, () => resume(app, lease));
}

/** Resumes one job. A job of a kind that this version does not know is completed, because nothing could process it. */
function resume(app: ReadContext, lease: Lease): Promise<void> {
  const [kind = ''] = lease.job.key.split(' ');
  const resumeJob = resumeByKind[kind];
  return resumeJob === undefined ? app.jobs.complete(lease) : resumeJob(app, lease);
}
