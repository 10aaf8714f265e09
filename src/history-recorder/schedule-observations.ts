import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import { secondsToMilliseconds } from 'date-fns/secondsToMilliseconds';
import { subMilliseconds } from 'date-fns/subMilliseconds';
import type { Endpoint } from '../domain/endpoint.ts';
import { ageMs, type Moment, momentOf } from '../domain/moment.ts';
import { leaseTerm } from '../jobs/complete-job.ts';
import type { ReadContext } from '../ports/app-context.ts';
import { EndpointObserver, type ObserverContext } from './observe-endpoint.ts';

export type ScheduleContext = ObserverContext & Pick<ReadContext, 'jobs' | 'clock'>;

/** New connections are known to the history this soon. */
const everyMs = minutesToMilliseconds(1);
/**
 * EC2 allows an account 20 calls a second, which lists, kicks and other tools share. One page in this time takes a
 * fiftieth of that, however many connections an endpoint has.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const pageEveryMs = secondsToMilliseconds(2.5);
const pageSize = 1_000;
/** A newer scan is in progress, or another process is observing the endpoint. */
const againAfterMs = secondsToMilliseconds(5);

/**
 * Returns a function that observes an endpoint if that is due when it is called.
 *
 * @returns It throws as {@link EndpointObserver.observe} and the job queue do.
 */
export function scheduledObservation(context: ScheduleContext, endpoint: Endpoint): () => Promise<void> {
  const { clock, jobs } = context;
  const observer = new EndpointObserver(context, endpoint);
  let next: { readonly from: Moment; readonly pauseMs: number } | undefined;
  let isFirst = true;

  return async () => {
    if (next !== undefined && ageMs(clock, next.from) < next.pauseMs) return;
    const from = momentOf(clock);
    next = { from, pauseMs: everyMs };
    if (isFirst) {
      isFirst = false;
      const pauseMs = await pauseAfterOthers(context, endpoint);
      if (pauseMs > 0) {
        next = { from, pauseMs };
        return;
      }
    }
    // The key lets only one of several processes observe the endpoint. If this one crashes, the job is completed unseen.
    const job = { key: `observe ${endpoint.id}`, payload: '[]' };
    const lease = await jobs.enqueueClaimed(job, leaseTerm(clock));
    if (lease === undefined) {
      next = { from, pauseMs: againAfterMs };
      return;
    }
    try {
      const listed = await observer.observe();
      next = { from, pauseMs: listed === undefined ? againAfterMs : pauseAfter(listed) };
    } finally {
      await jobs.complete(lease);
    }
  };
}

function pauseAfter(connections: number): number {
  return Math.max(everyMs, Math.ceil(connections / pageSize) * pageEveryMs);
}

/** On AWS, processes come and go. A new one does not repeat at once what another has just done. */
async function pauseAfterOthers({ history, clock }: ScheduleContext, { id }: Endpoint): Promise<number> {
  const now = clock.now();
  const longestMs = minutesToMilliseconds(10);
  const latest = (await history.observations(id, subMilliseconds(now, longestMs), now)).at(-1);
  if (latest === undefined) return 0;
  return pauseAfter(latest.active) - (now.getTime() - latest.at.getTime());
}
