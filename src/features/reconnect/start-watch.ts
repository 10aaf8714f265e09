import { type Endpoint, hasDirectory } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import type { Correlation } from '../../domain/ids.ts';
import { nameOf } from '../../domain/vpn-name.ts';
import { leaseTerm } from '../../jobs/lease.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Job } from '../../ports/job-queue.ts';
import { seenOn } from '../connections/list-connections.ts';
import { firstLookAfterMs, usernamesOf, type Watch } from './watch.ts';
import { type WatchedKind, watchJobFrom } from './watch-job.ts';

/** EC2 is asked for up to this many names in one call; for more, all connections are read. */
const mostUsernames = 10;

/**
 * Enqueues the watch for reconnects before the connections on an endpoint are terminated, so that a crash cannot lose
 * it. A failure here is reported to diagnostics and does not stop the kick.
 */
export async function startWatch(
  { jobs, clock, diagnostics }: AppContext,
  endpoint: Endpoint,
  correlation: Correlation,
  watch: Watch | undefined,
): Promise<void> {
  if (watch === undefined) return;

  const due = new Date(clock.now().getTime() + firstLookAfterMs);
  const watchJobs = [
    jobOf(endpoint, correlation, watch, undefined),
    ...watch.elsewhere.map((each) => jobOf(each, correlation, watch, onlyKind(watch))),
  ];
  try {
    await Promise.all(watchJobs.map((job) => jobs.enqueue(job, due)));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

/**
 * Enqueues the watch of an endpoint if a process crashed before it did; a watch that is already enqueued is unchanged.
 */
export async function ensureWatch(
  { jobs, clock, diagnostics, vpn }: AppContext,
  endpoint: Endpoint,
  correlation: Correlation,
  watch: Watch,
): Promise<void> {
  const isDirectory = await vpn.facts(endpoint).then(hasDirectory, () => false);
  const seen = { ...watch, connections: seenOn(watch.connections, isDirectory) };
  try {
    const lease = await jobs.enqueueClaimed(jobOf(endpoint, correlation, seen, undefined), leaseTerm(clock));
    if (lease !== undefined) await jobs.reschedule(lease, new Date(clock.now().getTime() + firstLookAfterMs));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

function jobOf({ id }: Endpoint, correlation: Correlation, watch: Watch, only: WatchedKind | undefined): Job {
  const usernames = usernamesOf(watch.connections) ?? [];
  return watchJobFrom({
    ...watch,
    correlation,
    endpoint: id,
    only,
    usernames: usernames.length > mostUsernames ? [] : usernames,
  });
}

/** Returns the kind of name to watch for; undefined if there may be several. */
function onlyKind({ connections, targets }: Watch): WatchedKind | undefined {
  const kinds = new Set(connections.map((connection) => nameOf(connection).kind));
  kinds.delete('unnamed');
  const [kind] = kinds;
  return targets.length > 1 || kinds.size > 1 || kind === 'unnamed' ? undefined : kind;
}
