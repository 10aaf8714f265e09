import { addMilliseconds } from 'date-fns/addMilliseconds';
import { min } from 'date-fns/min';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue, Lease, LeaseTerm } from '../ports/job-queue.ts';

/** A job queue whose holds are renewed by themselves for as long as this process lives and has not given them back. */
export interface RenewedLeases extends JobQueue {
  /** Lets go of the process: holds lapse from now on, so that another process goes on with what is left. */
  stop(): void;
}

/** Three renewals within a lease: one that comes late or fails loses nothing. */
const renewalsPerLease = 3;

export function renewedLeases(jobQueue: JobQueue, clock: Clock, leaseMs: number): RenewedLeases {
  const held = new Map<string, Lease>();
  let soonestEnd: Date | undefined;
  const timer = setInterval(() => void renewAll(), leaseMs / renewalsPerLease);
  timer.unref();

  /** A renewal that fails is no news: the next one may succeed before the lease is over. */
  async function renewAll(): Promise<void> {
    const now = clock.now();
    const lease = { now, until: addMilliseconds(now, leaseMs) };
    soonestEnd = lease.until;
    await Promise.allSettled([...held.values()].map((hold) => jobQueue.renew(hold, lease)));
  }
  function keep(hold: Lease | undefined, { until }: LeaseTerm): Lease | undefined {
    if (hold === undefined) return undefined;

    held.set(hold.job.key, hold);
    soonestEnd = soonestEnd === undefined ? until : min([soonestEnd, until]);
    return hold;
  }
  /** Where the clock was set forward, or the process stood still, its own leases look as if nobody renewed them. */
  async function keepOwn({ now }: LeaseTerm): Promise<void> {
    if (held.size > 0 && soonestEnd !== undefined && soonestEnd <= now) await renewAll();
  }

  return {
    enqueueClaimed: async (job, lease) => keep(await jobQueue.enqueueClaimed(job, lease), lease),
    enqueue: async (job, due) => {
      held.delete(job.key);
      await jobQueue.enqueue(job, due);
    },
    claim: async (lease) => {
      await keepOwn(lease);
      return keep(await jobQueue.claim(lease), lease);
    },
    claimEarly: async (key, lease) => {
      await keepOwn(lease);
      return keep(await jobQueue.claimEarly(key, lease), lease);
    },
    renew: (hold, lease) => jobQueue.renew(hold, lease),
    reschedule: async (hold, due) => {
      held.delete(hold.job.key);
      await jobQueue.reschedule(hold, due);
    },
    complete: async (hold) => {
      held.delete(hold.job.key);
      await jobQueue.complete(hold);
    },
    ofKind: (kind) => jobQueue.ofKind(kind),
    state: () => jobQueue.state(),
    stop: () => clearInterval(timer),
  };
}
