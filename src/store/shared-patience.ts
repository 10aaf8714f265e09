import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';

/**
 * Limits how long calls wait for a store before it is reported as unavailable. People should hear of an outage within
 * three seconds, and one request may call the store several times. Calls that wait for the same outage therefore share
 * one limit, counted from the first of them. While the store still answers other calls it is slow rather than down, and
 * a call keeps waiting.
 */
export interface SharedPatience {
  /** Until when, by the monotonic clock, a call that began at this moment may wait, as far as is known now. */
  deadlineOf(beganMs: number): number;
  /** Notes that the store answered a call at this moment. */
  answered(nowMs: number): void;
  /** Notes that the store did not answer a call that began at this moment. */
  silent(beganMs: number): void;
}

export interface PatienceLimits {
  readonly patienceMs: number;
  /** The minimum for each call, however long the outage has lasted: enough to notice that it is over. */
  readonly leastMs: number;
  /** The maximum for each call, however often others are answered. */
  readonly maxMs: number;
}

/** An outage not observed for this long says nothing about the present. */
const forgottenAfterMs = minutesToMilliseconds(1);

export function sharedPatience({ patienceMs, leastMs, maxMs }: PatienceLimits): SharedPatience {
  let outage: { readonly sinceMs: number; readonly lastMs: number } | undefined;
  let answeredMs = Number.NEGATIVE_INFINITY;
  return {
    deadlineOf(beganMs) {
      if (outage !== undefined && beganMs - outage.lastMs > forgottenAfterMs) outage = undefined;
      const fromMs = Math.max(beganMs, answeredMs);
      const sinceMs = outage?.sinceMs ?? fromMs;
      return Math.min(beganMs + maxMs, Math.max(fromMs + leastMs, sinceMs + patienceMs));
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
