import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';

/**
 * How long a store is waited for before its caller is told that it cannot be used. People are to hear so within three
 * seconds, and a request may call the store several times: what waits for the same outage waits for one patience
 * together, counted from the first of them. While the store answers others, it is slow and not out, and a call waits on.
 */
export interface SharedPatience {
  /** Until when, by the monotonic clock, a call that began at this moment may wait, as far as is known by now. */
  deadlineOf(beganMs: number): number;
  /** The store answered somebody at this moment. */
  answered(nowMs: number): void;
  /** The store left a call waiting that began at this moment. */
  silent(beganMs: number): void;
}

export interface PatienceLimits {
  readonly patienceMs: number;
  /** What each call is given however long the outage has lasted: enough to notice that it is over. */
  readonly leastMs: number;
  /** What no call is given more of, however often others are answered. */
  readonly mostMs: number;
}

/** An outage that nobody has met for so long says nothing about the present. */
const forgottenAfterMs = minutesToMilliseconds(1);

export function sharedPatience({ patienceMs, leastMs, mostMs }: PatienceLimits): SharedPatience {
  let outage: { readonly sinceMs: number; readonly lastMs: number } | undefined;
  let answeredMs = Number.NEGATIVE_INFINITY;
  return {
    deadlineOf(beganMs) {
      if (outage !== undefined && beganMs - outage.lastMs > forgottenAfterMs) outage = undefined;
      const fromMs = Math.max(beganMs, answeredMs);
      const sinceMs = outage?.sinceMs ?? fromMs;
      return Math.min(beganMs + mostMs, Math.max(fromMs + leastMs, sinceMs + patienceMs));
    },
    answered(nowMs) {
      outage = undefined;
      answeredMs = nowMs;
    },
    silent(beganMs) {
      outage = { sinceMs: outage?.sinceMs ?? Math.max(beganMs, answeredMs), lastMs: beganMs };
    },
  };
}
