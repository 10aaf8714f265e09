import { addMilliseconds } from 'date-fns/addMilliseconds';
import { addMinutes } from 'date-fns/addMinutes';
import { min } from 'date-fns/min';
import type { AuditEntry } from '../domain/audit-entry.ts';
import { Failure, failureFrom, isOfStore } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { AppContext } from '../ports/app-context.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue, Lease, LeaseTerm } from '../ports/job-queue.ts';

/** Long enough for a brief outage to pass, short enough that nobody asks what happened. */
export const retryAfterMs = 10_000;
const minutesAfterRefusal = 5;

type JobContext = Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>;

/**
 * Completes a job if everything was recorded and announced; otherwise reschedules it for a retry.
 *
 * @param lease Undefined if the job was already enqueued: then whoever enqueued it completes it.
 */
export async function completeOrReschedule(
  app: JobContext,
  lease: Lease | undefined,
  isDone: boolean,
  correlation: Correlation,
): Promise<void> {
  if (lease !== undefined)
    await rescheduleOrComplete(app, lease, correlation, isDone ? undefined : retryAt(app.clock));
}

/** Does the work of a claimed job. A failure is reported to diagnostics, and the job is rescheduled for a retry. */
export async function retryOnFailure(
  app: JobContext,
  lease: Lease,
  correlation: Correlation,
  during: string,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    app.diagnostics.report(failureFrom(error), during, correlation);
    await completeOrReschedule(app, lease, false, correlation);
  }
}

/** Reschedules a job for later. @param due Undefined if nothing is left to do: the job is completed then. */
export async function rescheduleOrComplete(
  { jobs, clock, diagnostics }: JobContext,
  lease: Lease,
  correlation: Correlation,
  due: Date | undefined,
): Promise<void> {
  try {
    await (due === undefined ? jobs.complete(lease) : rescheduleAfresh({ jobs, clock }, lease, due));
  } catch (error) {
    // The lease expires by itself, and then the job is claimed again.
    diagnostics.report(
      failureFrom(error),
      due === undefined ? 'complete job' : 'reschedule job',
      correlation,
    );
  }
}

/**
 * Reschedules a job for `due`, even if another process took it over and completed it before it could see what was
 * recorded or shown here.
 *
 * @throws {Failure} `store_unavailable`
 */
async function rescheduleAfresh(
  { jobs, clock }: Pick<AppContext, 'jobs' | 'clock'>,
  lease: Lease,
  due: Date,
): Promise<void> {
  await jobs.reschedule(lease, due);
  const again = await jobs.enqueueClaimed(lease.job, leaseTerm(clock));
  if (again !== undefined) await jobs.reschedule(again, due);
}

/**
 * Appends the entry that a job was enqueued for. If that fails, the job is rescheduled: the process that claims it
 * next reads in the audit log whether the entry was stored after all.
 *
 * @throws {Failure} as the log does.
 */
export async function appendForJob(
  app: JobContext,
  lease: Lease | undefined,
  correlation: Correlation,
  append: () => Promise<AuditEntry>,
): Promise<AuditEntry> {
  try {
    return await append();
  } catch (error) {
    await completeOrReschedule(app, lease, false, correlation);
    throw error;
  }
}

/**
 * Translates a failure of the store after something was recorded. The work that was begun continues, so people must
 * not read that nothing was done.
 */
export function unconfirmed(thrown: unknown): Failure {
  const failure = failureFrom(thrown);
  return isOfStore(failure.code)
    ? new Failure('store_unconfirmed', failure.message, { cause: failure })
    : failure;
}

/** When to retry what could not be done or announced. */
export function retryAt(clock: Pick<Clock, 'now'>): Date {
  return addMilliseconds(clock.now(), retryAfterMs);
}

/** When to retry what Slack refused to show: it will refuse it for a while. */
export function retryAfterRefusalAt(clock: Pick<Clock, 'now'>): Date {
  return addMinutes(clock.now(), minutesAfterRefusal);
}

/** An unrenewed lease expires after this. The job queue's adapter renews the leases of a running process. */
export const leaseMs = 15_000;

export function leaseTerm(clock: Pick<Clock, 'now'>): LeaseTerm {
  const now = clock.now();
  return { now, until: addMilliseconds(now, leaseMs) };
}

/** A job queue that renews its leases automatically while this process runs and has not released them. */
interface RenewedLeases extends JobQueue {
  /** Stops renewing: leases expire from now on, so that another process continues the remaining jobs. */
  stop(): void;
}

/** Three renewals within a lease, so that one may be late or fail. */
const renewalsPerLease = 3;

export function renewedLeases(jobQueue: JobQueue, clock: Clock, leaseMs: number): RenewedLeases {
  const held = new Map<string, Lease>();
  let soonestEnd: Date | undefined;
  const timer = setInterval(() => void renewAll(), leaseMs / renewalsPerLease);
  timer.unref();

  /** A failed renewal is ignored: the next one may succeed before the lease expires. */
  async function renewAll(): Promise<void> {
    const now = clock.now();
    const term = { now, until: addMilliseconds(now, leaseMs) };
    soonestEnd = term.until;
    await Promise.allSettled([...held.values()].map((lease) => jobQueue.renew(lease, term)));
  }
  function keep(lease: Lease | undefined, { until }: LeaseTerm): Lease | undefined {
    if (lease === undefined) return undefined;

    held.set(lease.job.key, lease);
    soonestEnd = soonestEnd === undefined ? until : min([soonestEnd, until]);
    return lease;
  }
  /** If the clock was set forward or the process was suspended, its own leases look unrenewed. */
  async function keepOwn({ now }: LeaseTerm): Promise<void> {
    if (held.size > 0 && soonestEnd !== undefined && soonestEnd <= now) await renewAll();
  }

  return {
    enqueueClaimed: async (job, term) => keep(await jobQueue.enqueueClaimed(job, term), term),
    enqueue: async (job, due) => {
      held.delete(job.key);
      await jobQueue.enqueue(job, due);
    },
    claim: async (term) => {
      await keepOwn(term);
      return keep(await jobQueue.claim(term), term);
    },
    claimEarly: async (key, term) => {
      await keepOwn(term);
      return keep(await jobQueue.claimEarly(key, term), term);
    },
    renew: (lease, term) => jobQueue.renew(lease, term),
    reschedule: async (lease, due) => {
      held.delete(lease.job.key);
      await jobQueue.reschedule(lease, due);
    },
    complete: async (lease) => {
      held.delete(lease.job.key);
      await jobQueue.complete(lease);
    },
    ofKind: (kind) => jobQueue.ofKind(kind),
    state: () => jobQueue.state(),
    stop: () => clearInterval(timer),
  };
}
