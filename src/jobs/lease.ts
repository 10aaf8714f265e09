import type { Lease } from '../ports/agenda.ts';
import type { Clock } from '../ports/clock.ts';

/** A holder that is not heard of for so long is taken for dead; the agenda's adapter keeps living holders heard. */
export const leaseMs = 15_000;

export function leaseFrom(clock: Pick<Clock, 'now'>): Lease {
  const now = clock.now();
  return { now, until: new Date(now.getTime() + leaseMs) };
}
