import type { Failure } from '../domain/failure.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import type { Clock } from '../ports/clock.ts';

/** So often the log says again what has not been mended: looks come several a second, and would fill it. */
const againAfterMs = 5 * 60_000;
const mostRemembered = 1_000;

/**
 * Passes a failure on once for as long as it stays the same: the same code at the same work, with the same host or file.
 *
 * @param report Told of those that are news.
 */
export function reportOnce(
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  report: (failure: Failure, during: string) => void,
): (failure: Failure, during: string) => void {
  const told = new Map<string, Moment>();

  return (failure, during) => {
    const key = JSON.stringify([during, failure.code, failure.trouble]);
    const last = told.get(key);
    if (last !== undefined && ageMs(clock, last) < againAfterMs) return;

    told.delete(key);
    told.set(key, momentOf(clock));
    for (const oldest of [...told.keys()].slice(0, -mostRemembered)) told.delete(oldest);
    report(failure, during);
  };
}
