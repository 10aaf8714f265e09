import type { Lease, Task } from '../../src/ports/agenda.ts';

export function taskOf(key: string): Task {
  return { key, payload: JSON.stringify({ of: key }) };
}

/** A lease of one minute from this many seconds after noon on. */
export function leaseAt(second: number): Lease {
  return { now: secondAfterNoon(second), until: secondAfterNoon(second + 60) };
}

export function secondAfterNoon(second: number): Date {
  return new Date(Date.UTC(2026, 10, 2, 12) + second * 1_000);
}
