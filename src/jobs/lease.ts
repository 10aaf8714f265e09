import type { Clock } from '../ports/clock.ts';
import type { LeaseTerm } from '../ports/job-queue.ts';

/** An unrenewed lease expires after this. The job queue's adapter renews the leases of a running process. */
export const leaseMs = 15_000;

export function leaseTerm(clock: Pick<Clock, 'now'>): LeaseTerm {
  const now = clock.now();
  return { now, until: new Date(now.getTime() + leaseMs) };
}
