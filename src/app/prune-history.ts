import { addDays } from 'date-fns/addDays';
import { subDays } from 'date-fns/subDays';
import { type Failure, failureFrom } from '../domain/failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConnectionHistory } from '../ports/connection-history.ts';

/** Removes what is older than the history keeps. */
interface HistoryPruner {
  /** Begins if a day has passed since the last time, and returns at once. It never throws. */
  begin(): void;
  /** Failures are no longer reported: the history is about to be closed. */
  stop(): void;
}

/**
 * Creates the pruner. It works in the background, so that nothing waits for it. What fails is tried again the next day.
 *
 * @param days How long connections are kept.
 */
export function historyPruner(
  history: Pick<ConnectionHistory, 'prune'>,
  days: number,
  clock: Pick<Clock, 'now'>,
  onFailure: (failure: Failure, during: string) => void,
): HistoryPruner {
  let prunedAt: Date | undefined;
  let isStopped = false;

  function begin(): void {
    const now = clock.now();
    if (prunedAt !== undefined && prunedAt <= now && now < addDays(prunedAt, 1)) return;
    prunedAt = now;
    history.prune(subDays(now, days)).catch((thrown: unknown) => {
      if (!isStopped) onFailure(failureFrom(thrown), 'remove old connections from the history');
    });
  }

  return {
    begin,
    stop: () => {
      isStopped = true;
    },
  };
}
