import { type EntryContext, portionsOf } from '../../audit-log/record-entry.ts';
import type { BlockReport } from '../../domain/block-report.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type Failure, type FailureCode, failureFrom, isOfStore } from '../../domain/failure.ts';
import { connectionsOf, isLeftToOthers, type Kick, type KickPart } from '../../domain/kick.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { type KickSelection, meansPeople } from '../../domain/target.ts';
import { isOfUser } from '../../domain/users.ts';
import { completeOrReschedule, leaseTerm, unconfirmed } from '../../jobs/complete-job.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { Requester } from '../../policy/load-access.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { listConnections } from '../connections/list-connections.ts';
import { startWatch } from '../reconnect/job.ts';
import { latestSample, watchAfter } from '../reconnect/watch.ts';
import { recordBreakGlass } from './break-glass.ts';
import type { FoundConnections } from './kick-finding.ts';
import { endpointsWithOwnJob, kickJobFrom } from './kick-job.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import { type KickProgress, kickProgress, recordUnavailable, showAsRecorded } from './kick-progress.ts';
import { type NotifiedPerson, notifyTarget, personToNotify } from './notify-target.ts';
import { stopSign } from './stop-kick.ts';
import { requestTermination, type TerminateOrder } from './terminate-connections.ts';

/** A kick that is authorized and ready to be carried out. */
export interface DecidedKick {
  readonly requester: Requester;
  readonly access: AccessContext;
  readonly selection: KickSelection;
  readonly extent: KickExtent;
  readonly found: FoundConnections;
  /** Connections of the name that are left active on purpose, so no one is warned about them. */
  readonly spared: readonly ListedConnection[];
  /** Connections of the target that are left alone because no one approved their termination. */
  readonly unapproved: readonly Connection[];
  readonly context: EntryContext;
  /** Why the kick would need the second person whom the actor did without. */
  readonly breakGlass?: SecondPersonNeed | undefined;
  /** Whether the person whose connections are terminated may be told. */
  readonly mayNotify?: boolean;
  /** The blocks that were requested together with it, and are shown in its message. */
  readonly blocks?: readonly BlockReport[];
  /** Called when the kick's message has been posted. */
  readonly whenShown?: () => void;
  /** Called once, when every termination has been requested or could not be. */
  readonly whenRequested?: () => void;
}

export type CarriedOut =
  /** If it is not shown, the actor has not seen a result yet. */
  | { readonly kind: 'kicked'; readonly kick: Kick; readonly isShown: boolean }
  /** Someone else was first on every connection, so their kick reports the only outcome. */
  | { readonly kind: 'taken'; readonly by: string; readonly at: Date }
  /** The same request was delivered before, and that delivery reports the outcome. */
  | { readonly kind: 'begun' }
  /** The kick could not be recorded, so nothing was done; `code` says whether the store is certain of that. */
  | { readonly kind: 'unrecorded'; readonly code: FailureCode };

/**
 * Records, locks, terminates and confirms what was found, on all endpoints at the same time.
 *
 * @throws {Failure} when the use of break-glass could not be recorded: then nothing is done.
 */
export async function carryOut(app: AppContext, decided: DecidedKick): Promise<CarriedOut> {
  const { found, extent, context, breakGlass } = decided;
  const { correlation } = context;
  // The job is enqueued before anything is recorded. After a crash, the process that claims it completes the kick.
  const notified = await personToNotify(app, decided);
  const lease = await enqueueJob(app, decided, notified);
  if ('kind' in lease) return lease;

  // An actor who finds that others were first is answered directly, without a message in the channel.
  const progress = kickProgress(app.announcer, openingOf(app, decided), {
    isWorthAMessage: (kick) => !isLeftToOthers(kick),
    ...(decided.blocks && { blocks: decided.blocks }),
    ...(decided.whenShown && { whenShown: decided.whenShown }),
  });
  if (breakGlass !== undefined) progress.recorded([await recordBreakGlass(app, lease, context, breakGlass)]);

  const isStopped = stopSign(app, correlation, extent);
  const requests = endpointsOf(found).map((endpoint) =>
    requestOnEndpoint(app, decided, orderOf(decided, endpoint, lease, isStopped), progress),
  );
  void Promise.all(requests).then(() => decided.whenRequested?.());
  const [works, missed] = await Promise.all([
    Promise.all(requests.map(async (request) => terminateOnEndpoint(app, decided, await request, progress))),
    Promise.allSettled(
      found.unavailable.map((unavailable) => recordUnavailable(app, context, unavailable, progress)),
    ),
  ]);
  for (const each of missed)
    if (each.status === 'rejected')
      app.diagnostics.report(failureFrom(each.reason), 'record failure', correlation);

  const isUnrecorded =
    works.some((work) => work.isUnrecorded) || missed.some(({ status }) => status === 'rejected');
  const problem = unrecordedIn(works);
  if (problem !== undefined) {
    await completeOrReschedule(app, lease, false, correlation);
    return { kind: 'unrecorded', code: problem.code };
  }
  for (const { endpoint, problem } of works)
    if (problem) progress.left([], [{ endpoint, code: problem.code }]);
  if (works.some(({ isTakenOver }) => isTakenOver)) await showAsRecorded(app, correlation, progress);
  if (extent === 'name') await lookElsewhere(app, decided, progress);
  if (!isUnrecorded) progress.finished();
  // If another process has taken over, that process notifies the person.
  if (!isUnrecorded) await notifyTarget(app, notified, progress.kick());
  const isAnnounced = await progress.announced();
  await completeOrReschedule(app, lease, isAnnounced && !isUnrecorded, correlation);
  return resultOf(progress.kick(), await progress.shown());
}

async function enqueueJob(
  { jobs, clock, diagnostics }: AppContext,
  { found, blocks = [], context: { correlation } }: DecidedKick,
  notified: NotifiedPerson | undefined,
): Promise<Lease | Extract<CarriedOut, { kind: 'begun' | 'unrecorded' }>> {
  const endpoints = [...endpointsOf(found), ...found.unavailable.map(({ endpoint }) => endpoint)];
  const job = kickJobFrom({
    correlation,
    endpoints: endpoints.map(({ id }) => id),
    target: found.target,
    blocks: blocks.map((block) => block.correlation),
    notified,
  });
  try {
    if ((await endpointsWithOwnJob(jobs, correlation)).length > 0) return { kind: 'begun' };
    return (await jobs.enqueueClaimed(job, leaseTerm(clock))) ?? { kind: 'begun' };
  } catch (error) {
    const failure = failureFrom(error);
    diagnostics.report(failure, 'enqueue kick', correlation);
    return { kind: 'unrecorded', code: failure.code };
  }
}

/** Returns the kick as it is before the first request. */
function openingOf({ clock }: AppContext, decided: DecidedKick): Kick {
  const { found, extent, unapproved, context } = decided;
  const { correlation, target = '', reason = '', actor, authority, channel } = context;
  return {
    ...{ correlation, target, reason, actor, authority, channel },
    requestedAt: clock.now(),
    isMany: extent === 'many',
    parts: [],
    unavailable: found.unavailable,
    outOfScope: found.outOfScope,
    remaining: [],
    unapproved,
    toRequest: found.connections.length,
    unrequested: 0,
    otherUsers: otherUsersIn(decided) ?? 0,
  };
}

/** Returns how many connections of other users are left out; undefined if the targets are not people. */
function otherUsersIn({ selection, found }: DecidedKick): number | undefined {
  return meansPeople(selection.targetRef) ? found.otherUsers.length : undefined;
}

function orderOf(
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

/** What was requested on one endpoint, or why not everything could be. */
interface EndpointRequest {
  readonly order: TerminateOrder;
  readonly parts: readonly KickPart[];
  readonly problem?: Failure;
}

/** Records all requests before the first termination, so that a crash leaves a list of what is not done. */
async function requestOnEndpoint(
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
    app.diagnostics.report(failure, 'end sessions', context.correlation);
    progress.unrequested(own.length);
    // Whoever claims the job carries out the requests that were recorded.
    return { order, parts, problem: parts.length === 0 ? failure : unconfirmed(failure) };
  }
}

/** The result of the work on one endpoint. */
interface EndpointWork extends Pick<EndpointRequest, 'problem'> {
  readonly endpoint: Endpoint;
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
  /** Whether another process has claimed the job meanwhile. */
  readonly isTakenOver?: boolean;
}

async function terminateOnEndpoint(
  app: AppContext,
  decided: DecidedKick,
  { order, parts, problem }: EndpointRequest,
  progress: KickProgress,
): Promise<EndpointWork> {
  const { found, spared, extent, context } = decided;
  const { endpoint } = order;
  if (problem !== undefined) return { endpoint, isUnrecorded: true, problem };
  try {
    const whole = { target: found.target, elsewhere: endpointsWithout(app, decided) };
    const excluded = [...spared, ...found.otherUsers];
    const watch = watchAfter(found.connections, excluded, extent === 'name' ? whole : undefined);
    await startWatch(app, endpoint, context.correlation, watch);
    const isRecorded = await kickOnEndpoint(app, order, parts, progress);
    return { endpoint, isUnrecorded: !isRecorded };
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'end sessions', context.correlation);
    const isTakenOver = failure.code === 'taken_over';
    if (!isTakenOver) progress.left([], [{ endpoint, code: failure.code }]);
    // The termination may have been requested; whoever claims the job reads that in the audit log.
    return { endpoint, isUnrecorded: true, isTakenOver };
  }
}

/** Returns the store's failure if it failed on every endpoint before the request was recorded, so nothing is shown. */
function unrecordedIn(works: readonly EndpointWork[]): Failure | undefined {
  const problems = works.flatMap(({ problem }) => problem ?? []);
  if (problems.length < works.length || !problems.every(({ code }) => isOfStore(code))) return undefined;
  return problems.find(({ code }) => code === 'store_unconfirmed') ?? problems[0];
}

/** Looks for the target on the other endpoints too: someone kicked on one endpoint may have reconnected on another. */
async function lookElsewhere(app: AppContext, decided: DecidedKick, progress: KickProgress): Promise<void> {
  const { target } = decided.found;
  const elsewhere = endpointsWithout(app, decided);
  const { connections, unavailable } = await listConnections(app, decided.access, elsewhere, target);
  const isTheirs = (connection: Connection) =>
    otherUsersIn(decided) === undefined ||
    (target.kind === 'names' && isOfUser(connection, target.names, app.rules.people));
  const back = connections.flatMap(({ connection, mayTerminate }) =>
    mayTerminate && isLive(connection) && isTheirs(connection) ? connection : [],
  );
  progress.left(back, unavailable);
}

/** Returns the endpoints that the kick covers and that have none of its connections. */
function endpointsWithout({ rules }: AppContext, { selection, found }: DecidedKick): readonly Endpoint[] {
  if (selection.on !== undefined) return [];

  const seen = [
    ...endpointsOf(found),
    ...found.unavailable.map(({ endpoint }) => endpoint),
    ...found.outOfScope,
  ];
  return rules.endpoints.filter(({ id }) => !seen.some((endpoint) => endpoint.id === id));
}

function endpointsOf({ connections }: FoundConnections): readonly Endpoint[] {
  return [...new Map(connections.map(({ endpoint }) => [endpoint.id, endpoint])).values()];
}

function resultOf(kick: Kick, isShown: boolean): CarriedOut {
  const [first] = isLeftToOthers(kick) ? connectionsOf(kick) : [];
  return first?.state.kind === 'claimed'
    ? { kind: 'taken', by: first.state.by, at: first.state.at }
    : { kind: 'kicked', kick, isShown };
}
