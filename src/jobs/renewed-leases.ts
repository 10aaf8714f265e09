import { addMilliseconds } from 'date-fns/addMilliseconds';
import { min } from 'date-fns/min';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue, Lease, LeaseTerm } from '../ports/job-queue.ts';

/** A job queue that renews its leases automatically while this process runs and has not released them. */
export interface RenewedLeases extends JobQueue {
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
