import { portionsOf } from '../../audit-log/record-entry.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type Failure, failureFrom } from '../../domain/failure.ts';
import type { KickPart } from '../../domain/kick.ts';
import { unconfirmed } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { startWatch } from '../reconnect/job.ts';
import { latestSample, watchAfter } from '../reconnect/watch.ts';
import { type DecidedKick, endpointsWithout, otherUsersIn } from './decided-kick.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import type { KickProgress } from './kick-progress.ts';
import { requestTermination, type TerminateOrder } from './terminate-connections.ts';

/** What was requested on one endpoint, or why not everything could be. */
export interface EndpointRequest {
  readonly order: TerminateOrder;
  readonly parts: readonly KickPart[];
  readonly problem?: Failure;
}

/** Records all requests before the first termination, so that a crash leaves a list of what is not done. */
export async function requestOnEndpoint(
  app: AppContext,
  { found: { connections }, context }: DecidedKick,
  order: TerminateOrder,
  progress: KickProgress,
): Promise<EndpointRequest> {
  const own = connections.filter(({ endpoint }) => endpoint.id === order.endpoint.id);
  const parts: KickPart[] = [];
  try {
    for (const portion of portionsOf(own.map(({ connection }) => connection))) {
      const total = portion.length < connections.length ? connections.length : undefined;
      parts.push(await requestTermination(app, order, portion, total));
    }
    progress.requested(parts);
    return { order, parts };
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'terminate connections', context.correlation);
    progress.unrequested(own.length);
    // Whoever claims the job carries out the requests that were recorded.
    return { order, parts, problem: parts.length === 0 ? failure : unconfirmed(failure) };
  }
}

/** The result of the work on one endpoint. */
export interface EndpointWork extends Pick<EndpointRequest, 'problem'> {
  readonly endpoint: Endpoint;
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
  /** Whether another process has claimed the job meanwhile. */
  readonly isTakenOver?: boolean;
}

export async function terminateOnEndpoint(
  app: AppContext,
  decided: DecidedKick,
  { order, parts, problem }: EndpointRequest,
  progress: KickProgress,
): Promise<EndpointWork> {
  const { found, unselected, extent, context } = decided;
  const { endpoint } = order;
  if (problem !== undefined) return { endpoint, isUnrecorded: true, problem };
  try {
    const whole = { target: found.target, elsewhere: endpointsWithout(app, decided) };
    const excluded = [...unselected, ...found.otherUsers];
    const watch = watchAfter(found.connections, excluded, extent === 'name' ? whole : undefined);
    await startWatch(app, endpoint, context.correlation, watch);
    const isRecorded = await kickOnEndpoint(app, order, parts, progress);
    return { endpoint, isUnrecorded: !isRecorded };
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'terminate connections', context.correlation);
    const isTakenOver = failure.code === 'taken_over';
    if (!isTakenOver) progress.left([], [{ endpoint, code: failure.code }]);
    // The termination may have been requested; whoever claims the job reads that in the audit log.
    return { endpoint, isUnrecorded: true, isTakenOver };
  }
}

/** Returns what stays the same in all rounds of a kick on one endpoint. */
export function orderOf(
  decided: DecidedKick,
  endpoint: Endpoint,
  lease: Lease,
  isStopped: () => Promise<boolean>,
): TerminateOrder {
  const { requester, extent, context, found } = decided;
  return {
    ...{ endpoint, target: found.target, extent, by: requester.person, context, lease, isStopped },
    since: latestSample(found.connections.map(({ connection }) => connection)),
    otherUsers: otherUsersIn(decided),
  };
}
