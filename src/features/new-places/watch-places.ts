import type { ConnectionRecord } from '../../domain/connection-record.ts';
import type { AppContext } from '../../ports/app-context.ts';
import { jobFromPlaces } from './job.ts';

type WatchContext = Pick<AppContext, 'jobs' | 'clock' | 'rules' | 'newCorrelation'>;

const connectionsPerJob = 50;

/**
 * Returns a function that enqueues jobs which look at connections whose public address or device has just become known.
 * It throws as the job queue does.
 */
export function newPlacesWatcher({
  jobs,
  clock,
  rules,
  newCorrelation,
}: WatchContext): (records: readonly ConnectionRecord[]) => Promise<void> {
  return async (records) => {
    if (rules.history.notify === undefined) return;
    const at = clock.now();
    for (let from = 0; from < records.length; from += connectionsPerJob) {
      const connections = records.slice(from, from + connectionsPerJob);
      await jobs.enqueue(jobFromPlaces(newCorrelation(), { at, connections }), at);
    }
  };
}
