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

/** EC2 is asked for so many names in one call; of more people, all who are connected are read. */
const mostUsernames = 10;

/**
 * Puts down, before the connections on an endpoint are ended, that it is to be watched for reconnects, so that no death
 * of the process loses it. What goes wrong here keeps nobody from ending connections.
 */
export async function startWatch(
  { jobs, clock, diagnostics }: AppContext,
  endpoint: Endpoint,
  correlation: Correlation,
  watch: Watch | undefined,
): Promise<void> {
  if (watch === undefined) return;

  const due = new Date(clock.now().getTime() + firstLookAfterMs);
  const tasks = [
    taskOf(endpoint, correlation, watch, undefined),
    ...watch.elsewhere.map((each) => taskOf(each, correlation, watch, onlyKind(watch))),
  ];
  try {
    await Promise.all(tasks.map((job) => jobs.enqueue(job, due)));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

/** Puts the watch of an endpoint down where a process died before it had; whatever is down stays as it is. */
export async function ensureWatch(
  { jobs, clock, diagnostics, vpn }: AppContext,
  endpoint: Endpoint,
  correlation: Correlation,
  watch: Watch,
): Promise<void> {
  const isDirectory = await vpn.facts(endpoint).then(hasDirectory, () => false);
  const seen = { ...watch, connections: seenOn(watch.connections, isDirectory) };
  try {
    const hold = await jobs.enqueueClaimed(taskOf(endpoint, correlation, seen, undefined), leaseTerm(clock));
    if (hold !== undefined) await jobs.reschedule(hold, new Date(clock.now().getTime() + firstLookAfterMs));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'begin watch', correlation);
  }
}

function taskOf(
  { id }: Endpoint,
  correlation: Correlation,
  watch: Watch,
  only: WatchedKind | undefined,
): Job {
  const usernames = usernamesOf(watch.connections) ?? [];
  return watchJobFrom({
    ...watch,
    correlation,
    endpoint: id,
    only,
    usernames: usernames.length > mostUsernames ? [] : usernames,
  });
}

/** The kind of name that is meant, where no target may bring another. */
function onlyKind({ connections, targets }: Watch): WatchedKind | undefined {
  const kinds = new Set(connections.map((connection) => nameOf(connection).kind));
  kinds.delete('unnamed');
  const [kind] = kinds;
  return targets.length > 1 || kinds.size > 1 || kind === 'unnamed' ? undefined : kind;
}
