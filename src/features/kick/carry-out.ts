import { type EntryContext, portionsOf } from '../../audit-log/record-entry.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ListedConnection } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type Failure, type FailureCode, failureFrom, isOfStore } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { connectionsOf, isLeftToOthers, type Kick, type KickPart } from '../../domain/kick.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import type { SecondPersonNeed } from '../../domain/second-person.ts';
import { isOfUser } from '../../domain/users.ts';
import { completeOrReschedule, leaseTerm, unconfirmed } from '../../jobs/complete-job.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { listConnections } from '../connections/list-connections.ts';
import { startWatch } from '../reconnect/job.ts';
import { latestSample, type Watch, watchAfter } from '../reconnect/watch.ts';
import { recordBreakGlass } from './break-glass.ts';
import type { KickFinding } from './kick-finding.ts';
import { endpointsWithOwnJob, kickJobFrom } from './kick-job.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import { type KickProgress, kickProgress, recordMissing, showAsRecorded } from './kick-progress.ts';
import { neverStop, stopSign } from './stop-kick.ts';
import { requestTermination, type TerminateOrder } from './terminate-connections.ts';

export type FoundConnections = Extract<KickFinding, { kind: 'found' }>;

/** A kick that is authorized and ready to be carried out. */
export interface DecidedKick {
  readonly access: AccessContext;
  readonly by: PersonId;
  /** The endpoint's name, if the scope is a single endpoint. */
  readonly on: string | undefined;
  readonly extent: KickExtent;
  readonly found: FoundConnections;
  /** Connections of the name that are left active on purpose, so no one is warned about them. */
  readonly spared: readonly ListedConnection[];
  /** Connections of the target that are left alone because no one approved their termination. */
  readonly unapproved: readonly Connection[];
  /** If the targets are people: how many connections of other users are left out. */
  readonly otherUsers: number | undefined;
  readonly context: EntryContext;
  /** Why the kick would need the second person whom the actor did without. */
  readonly breakGlass?: SecondPersonNeed | undefined;
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
  const { found, context } = decided;
  const { correlation } = context;
  // The job is enqueued before anything is recorded. After a crash, the process that claims it completes the kick.
  const enqueued = await enqueueJob(app, decided);
  if (enqueued.kind !== 'held') return enqueued;
  const { lease } = enqueued;

  // An actor who finds that others were first is answered directly, without a message in the channel.
  const progress = kickProgress(app.announcer, openingOf(app, decided), isWorthAMessage);
  if (decided.breakGlass !== undefined) {
    const entry = await recordBreakGlass(app, lease, context, decided.breakGlass);
    progress.recorded([entry]);
  }

  const isStopped = decided.extent === 'many' ? stopSign(app, correlation) : neverStop;
  const requests = endpointsOf(found).map((endpoint) =>
    requestOnEndpoint(app, decided, orderOf(decided, endpoint, lease, isStopped), progress),
  );
  void Promise.all(requests).then(() => decided.whenRequested?.());
  const [works, missed] = await Promise.all([
    Promise.all(requests.map(async (request) => terminateOnEndpoint(app, decided, await request, progress))),
    Promise.allSettled(found.missing.map((missing) => recordMissing(app, context, missing, progress))),
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
  if (decided.extent === 'name') await lookElsewhere(app, decided, progress);
  const isTold = await progress.told();
  await completeOrReschedule(app, lease, isTold && !isUnrecorded, correlation);
  return resultOf(progress.kick(), await progress.shown());
}

/** What was requested on one endpoint, or why not everything could be. */
interface EndpointRequest {
  readonly order: TerminateOrder;
  readonly parts: readonly KickPart[];
  readonly problem?: Failure;
}

/** The result of the work on one endpoint. */
interface EndpointWork extends Pick<EndpointRequest, 'problem'> {
  readonly endpoint: Endpoint;
  /** Whether an outcome still has to be recorded. */
  readonly isUnrecorded: boolean;
  /** Whether another process has claimed the job meanwhile. */
  readonly isTakenOver?: boolean;
}

/** Returns the store's failure if it failed on every endpoint before the request was recorded, so nothing is shown. */
function unrecordedIn(toEnd: readonly EndpointWork[]): Failure | undefined {
  const problems = toEnd.flatMap(({ problem }) => problem ?? []);
  if (problems.length < toEnd.length || !problems.every(({ code }) => isOfStore(code))) return undefined;
  return problems.find(({ code }) => code === 'store_unconfirmed') ?? problems[0];
}

/** Returns the kick as it is before the first request. */
function openingOf(
  { clock }: AppContext,
  { found, extent, unapproved, otherUsers, context }: DecidedKick,
): Kick {
  const { correlation, target = '', reason = '', actor, authority, channel } = context;
  return {
    correlation,
    target,
    reason,
    actor,
    authority,
    channel,
    requestedAt: clock.now(),
    isMany: extent === 'many',
    parts: [],
    missing: found.missing,
    outOfScope: found.outOfScope,
    stillOn: [],
    unapproved,
    toRequest: found.connections.length,
    unrequested: 0,
    otherUsers: otherUsers ?? 0,
  };
}

function isWorthAMessage(kick: Kick): boolean {
  return !isLeftToOthers(kick);
}

/** Looks for the target on the other endpoints too: someone kicked on one endpoint may have reconnected on another. */
async function lookElsewhere(app: AppContext, decided: DecidedKick, progress: KickProgress): Promise<void> {
  const { access, found, otherUsers } = decided;
  const { target } = found;
  const { connections, unavailable: missing } = await listConnections(
    app,
    access,
    endpointsWithout(app, decided),
    target,
  );
  const isTheirs = (connection: Connection) =>
    otherUsers === undefined ||
    (target.kind === 'names' && isOfUser(connection, target.names, app.rules.people));
  const back = connections.filter(
    ({ connection, mayEnd }) => mayEnd && isLive(connection) && isTheirs(connection),
  );
  progress.left(
    back.map(({ connection }) => connection),
    missing,
  );
}

/** Returns the endpoints that the kick covers and that have none of its connections. */
function endpointsWithout({ rules }: AppContext, { on, found }: DecidedKick): readonly Endpoint[] {
  if (on !== undefined) return [];

  const seen = [...endpointsOf(found), ...found.missing.map(({ endpoint }) => endpoint), ...found.outOfScope];
  return rules.endpoints.filter(({ id }) => !seen.some((endpoint) => endpoint.id === id));
}

type EnqueuedJob =
  | { readonly kind: 'held'; readonly lease: Lease }
  | Extract<CarriedOut, { kind: 'begun' | 'unrecorded' }>;

async function enqueueJob(
  { jobs, clock, diagnostics }: AppContext,
  { found, context: { correlation } }: DecidedKick,
): Promise<EnqueuedJob> {
  const endpoints = [...endpointsOf(found), ...found.missing.map(({ endpoint }) => endpoint)];
  const job = kickJobFrom({ correlation, endpoints: endpoints.map(({ id }) => id), target: found.target });
  try {
    if ((await endpointsWithOwnJob(jobs, correlation)).length > 0) return { kind: 'begun' };
    const lease = await jobs.enqueueClaimed(job, leaseTerm(clock));
    return lease === undefined ? { kind: 'begun' } : { kind: 'held', lease };
  } catch (error) {
    const failure = failureFrom(error);
    diagnostics.report(failure, 'enqueue kick', correlation);
    return { kind: 'unrecorded', code: failure.code };
  }
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

async function terminateOnEndpoint(
  app: AppContext,
  decided: DecidedKick,
  { order, parts, problem }: EndpointRequest,
  progress: KickProgress,
): Promise<EndpointWork> {
  const { endpoint, context } = order;
  if (problem !== undefined) return { endpoint, isUnrecorded: true, problem };
  try {
    await startWatch(app, endpoint, context.correlation, watchOf(app, decided));
    const kicked = await kickOnEndpoint(app, order, parts, progress);
    progress.left(kicked.stillOn, kicked.missing);
    return { endpoint, isUnrecorded: kicked.isUnrecorded };
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'end sessions', context.correlation);
    const isTakenOver = failure.code === 'taken_over';
    if (!isTakenOver) progress.left([], [{ endpoint, code: failure.code }]);
    // The termination may have been requested; whoever claims the job reads that in the audit log.
    return { endpoint, isUnrecorded: true, isTakenOver };
  }
}

function orderOf(
  { by, extent, context, otherUsers, found }: DecidedKick,
  endpoint: Endpoint,
  lease: Lease,
  isStopped: () => Promise<boolean>,
): TerminateOrder {
  return {
    endpoint,
    target: found.target,
    extent,
    by,
    context,
    lease,
    since: latestSample(found.connections.map(({ connection }) => connection)),
    otherUsers,
    isStopped,
  };
}

function watchOf(app: AppContext, decided: DecidedKick): Watch | undefined {
  const { extent, spared, found } = decided;
  const whole = { target: found.target, elsewhere: endpointsWithout(app, decided) };
  return watchAfter(found.connections, spared, extent === 'name' ? whole : undefined);
}

function resultOf(kick: Kick, isShown: boolean): CarriedOut {
  const [first] = isLeftToOthers(kick) ? connectionsOf(kick) : [];

  return first?.state.kind === 'claimed'
    ? { kind: 'taken', by: first.state.by, at: first.state.at }
    : { kind: 'kicked', kick, isShown };
}

function endpointsOf({ connections }: FoundConnections): readonly Endpoint[] {
  return [...new Map(connections.map(({ endpoint }) => [endpoint.id, endpoint])).values()];
}
