import type { Clock } from '../ports/clock.ts';
import type { LeaseTerm } from '../ports/job-queue.ts';

/** A holder that is not heard of for so long is taken for dead; the job queue's adapter keeps living holders heard. */
export const leaseMs = 15_000;

export function leaseTerm(clock: Pick<Clock, 'now'>): LeaseTerm {
  const now = clock.now();
  return { now, until: new Date(now.getTime() + leaseMs) };
}
