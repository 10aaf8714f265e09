import { millisecondsInSecond } from 'date-fns/constants';
import { Failure, failureFrom } from '../../domain/failure.ts';
import type { Correlation, PersonId } from '../../domain/ids.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** Longer than a lock outlives the process that held it. */
const longestWaitMs = 20 * millisecondsInSecond;
const pauseMs = 100;

/** Releases the lock. Further calls do nothing. It never throws: a lock that is not released expires. */
export type Release = () => Promise<void>;

export type ActorLock =
  | { readonly kind: 'held'; readonly release: Release }
  /** The lock could not be acquired, so nothing may be done. */
  | { readonly kind: 'failed'; readonly problem: Failure };

/**
 * Acquires the lock that lets only one request of an actor at a time, across all processes, count what the actor has
 * terminated recently and record what it is about to terminate. Two requests at once would not count each other.
 */
export async function acquireActorLock(
  app: Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>,
  actor: PersonId,
  correlation: Correlation,
): Promise<ActorLock> {
  try {
    return await acquire(app, actor, correlation);
  } catch (error) {
    const problem = failureFrom(error);
    app.diagnostics.report(problem, 'acquire lock', correlation);
    return { kind: 'failed', problem };
  }
}

async function acquire(
  { jobs, clock, diagnostics }: Pick<AppContext, 'jobs' | 'clock' | 'diagnostics'>,
  actor: PersonId,
  correlation: Correlation,
): Promise<ActorLock> {
  const job = { key: `lock ${actor}`, payload: '[]' };
  for (let waitedMs = 0; waitedMs <= longestWaitMs; waitedMs += pauseMs) {
    const lease = leaseTerm(clock);
    const held = (await jobs.enqueueClaimed(job, lease)) ?? (await jobs.claimEarly(job.key, lease));
    if (held !== undefined) {
      let released: Promise<void> | undefined;
      const release = () => {
        released ??= jobs
          .complete(held)
          .catch((error: unknown) => diagnostics.report(failureFrom(error), 'release lock', correlation));
        return released;
      };
      return { kind: 'held', release };
    }
    await clock.sleep(pauseMs);
  }
  throw new Failure('store_unavailable', `other requests of ${actor} are being recorded`);
}
