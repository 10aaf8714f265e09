import type { Failure } from '../domain/failure.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';

/** How often the log repeats a failure that persists. Look-ups can fail several times a second and would flood it. */
const againAfterMs = 5 * 60_000;
const mostRemembered = 1_000;

/**
 * Reports a failure once for as long as it stays the same: the same code during the same work, with the same host or
 * file. It is repeated after five minutes.
 *
 * @param report Called for each failure that is new.
 */
export function reportOnce(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  report: (failure: Failure, during: string) => void,
): (failure: Failure, during: string) => void {
  const reported = new Map<string, Moment>();

  return (failure, during) => {
    const key = JSON.stringify([during, failure.code, failure.trouble]);
    const last = reported.get(key);
    if (last !== undefined && ageMs(clock, last) < againAfterMs) return;

    reported.delete(key);
    reported.set(key, momentOf(clock));
    for (const oldest of [...reported.keys()].slice(0, -mostRemembered)) reported.delete(oldest);
    report(failure, during);
  };
}
