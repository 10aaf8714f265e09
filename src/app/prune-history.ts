import { addDays } from 'date-fns/addDays';
import { differenceInMilliseconds } from 'date-fns/differenceInMilliseconds';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import { max } from 'date-fns/max';
import { min } from 'date-fns/min';
import { subDays } from 'date-fns/subDays';
import type { Endpoint } from '../domain/endpoint.ts';
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

/** The two clocks of a machine differ by less in a day, if nobody sets one of them. */
const largestDriftMs = hoursToMilliseconds(1);

interface Kept {
  /** How long connections are kept. */
  readonly days: number;
  readonly endpoints: readonly Pick<Endpoint, 'id'>[];
}

/**
 * Creates the pruner. It works in the background, so that nothing waits for it. What fails is tried again the next day.
 *
 * A clock that is wrong for less than a day removes nothing: at the start, no more than a day is taken to have passed
 * since the newest observation, and after a jump of the clock nothing is removed for a day. If Bouncer was off for long,
 * the rest is removed a day later.
 */
export function historyPruner(
  history: Pick<ConnectionHistory, 'prune' | 'observations'>,
  { days, endpoints }: Kept,
  clock: Pick<Clock, 'now' | 'elapsedMs'>,
  onFailure: (failure: Failure, during: string) => void,
): HistoryPruner {
  let last: { readonly at: Date; readonly elapsedMs: number } | undefined;
  let isStopped = false;

  function begin(): void {
    const at = clock.now();
    if (last !== undefined && last.at <= at && at < addDays(last.at, 1)) return;
    const elapsedMs = clock.elapsedMs();
    const isFirst = last === undefined;
    const hasJumped =
      last !== undefined &&
      differenceInMilliseconds(at, last.at) - (elapsedMs - last.elapsedMs) > largestDriftMs;
    last = { at, elapsedMs };
    if (hasJumped) return;
    prune(at, isFirst).catch((thrown: unknown) => {
      if (!isStopped) onFailure(failureFrom(thrown), 'remove old connections from the history');
    });
  }

  async function prune(at: Date, isFirst: boolean): Promise<void> {
    const now = isFirst ? min([at, addDays((await newestObservation(at)) ?? at, 1)]) : at;
    await history.prune(subDays(now, days));
  }

  /** The observations of the last day are few; all of them are read only if there is none. */
  async function newestObservation(now: Date): Promise<Date | undefined> {
    for (const since of [subDays(now, 1), new Date(0)]) {
      const found = await Promise.all(endpoints.map(({ id }) => history.observations(id, since, now)));
      const newest = found.flatMap((observations) => observations.at(-1)?.at ?? []);
      if (newest.length > 0) return max(newest);
    }
    return undefined;
  }

  return {
    begin,
    stop: () => {
      isStopped = true;
    },
  };
}
