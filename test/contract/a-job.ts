import type { Job, LeaseTerm } from '../../src/ports/job-queue.ts';

export function aJobOf(key: string): Job {
  return { key, payload: JSON.stringify({ of: key }) };
}

/** A lease of one minute from this many seconds after noon on. */
export function leaseAt(second: number): LeaseTerm {
  return { now: secondAfterNoon(second), until: secondAfterNoon(second + 60) };
}

export function secondAfterNoon(second: number): Date {
  return new Date(Date.UTC(2026, 10, 2, 12) + second * 1_000);
}
