import { millisecondsInSecond } from 'date-fns/constants';
import { Failure, failureFrom } from '../domain/failure.ts';
import type { Correlation } from '../domain/ids.ts';
import type { AppContext } from '../ports/app-context.ts';
import { leaseTerm } from './complete-job.ts';

/** Longer than a lock outlives the process that held it. */
const longestWaitMs = 20 * millisecondsInSecond;
const pauseMs = 100;

/** Releases the lock. Further calls do nothing. It never throws: a lock that is not released expires. */
export type Release = () => Promise<void>;

/**
 * Waits for a lock that one request at a time can have, across all processes. It is a job without work.
 *
 * @param key The job's key. Its kind must have no handler.
 * @throws {Failure} `store_unavailable`: then nothing may be done.
 */
export async function acquireLock(
  { jobs, clock, diagnostics }: Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>,
  key: string,
  correlation: Correlation,
): Promise<Release> {
  for (let waitedMs = 0; waitedMs <= longestWaitMs; waitedMs += pauseMs) {
    const term = leaseTerm(clock);
    const lease =
      (await jobs.enqueueClaimed({ key, payload: '[]' }, term)) ?? (await jobs.claimEarly(key, term));
    if (lease !== undefined) {
      let released: Promise<void> | undefined;
      return () => {
        released ??= jobs
          .complete(lease)
          .catch((error: unknown) => diagnostics.report(failureFrom(error), 'release lock', correlation));
        return released;
      };
    }
    await clock.sleep(pauseMs);
  }
  throw new Failure('store_unavailable', `another request still holds the lock ${key}`);
}
