import { type EntryContext, entryEndpoint, portionsOf, record } from '../../audit-log/record-entry.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type Failure, type FailureCode, failureFrom, isOfStore } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { connectionsOf, isLeftToOthers, type Kick, type KickPart } from '../../domain/kick.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import { missedDetail } from '../../domain/kick-from-entries.ts';
import { isOfUser } from '../../domain/users.ts';
import { completeOrReschedule, leaseTerm, unconfirmed, type Work } from '../../jobs/complete-job.ts';
import type { AccessContext } from '../../policy/authorize.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { listConnections } from '../connections/list-connections.ts';
import { startWatch } from '../reconnect/job.ts';
import { latestSample, type Watch, watchAfter } from '../reconnect/watch.ts';
import { showAsRecorded } from './catch-up.ts';
import type { KickFinding } from './kick-finding.ts';
import { kickJobFrom } from './kick-job.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import { type KickProgress, kickProgress } from './kick-progress.ts';
import { neverStop, stopSign } from './stop-kick.ts';
import { requestEnd, type TerminateOrder } from './terminate-connections.ts';

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

/** Records, locks, terminates and confirms what was found, on all endpoints at the same time. */
export async function carryOut(app: AppContext, decided: DecidedKick): Promise<CarriedOut> {
  const { found, context } = decided;
  const { correlation } = context;

  // All jobs are enqueued before the first request is recorded. After a crash, each one reports that nothing was done.
  const [toEnd, toTell] = await Promise.all([
    Promise.all(endpointsOf(found).map((endpoint) => enqueueJob(app, decided, endpoint))),
    Promise.all(
      found.missing.map(async ({ endpoint, code }) => ({
        ...(await enqueueJob(app, decided, endpoint)),
        code,
      })),
    ),
  ]);
  const enqueued = [...toEnd, ...toTell];
  if (enqueued.length > 0 && enqueued.every(({ kind }) => kind === 'begun')) return { kind: 'begun' };

  const own = toEnd.filter(({ kind }) => kind !== 'begun').map(({ endpoint }) => endpoint.id);
  const toRequest = found.connections.filter(({ endpoint }) => own.includes(endpoint.id)).length;
  // An actor who finds that others were first is answered directly, without a message in the channel.
  const progress = kickProgress(app.announcer, openingOf(app, decided, toRequest), isWorthAMessage);
  const requests = toEnd.map(() => Promise.withResolvers<void>());
  void Promise.all(requests.map(({ promise }) => promise)).then(() => decided.whenRequested?.());
  const works = await Promise.all([
    ...toEnd.map((part, at) => {
      const isRequested = () => requests[at]?.resolve();
      return terminateOnEndpoint(app, decided, part, progress, isRequested).finally(isRequested);
    }),
    ...toTell.map((part) => recordMissing(app, decided, part, progress)),
  ]);
  const problem = unrecordedIn(works.slice(0, toEnd.length));
  if (problem !== undefined) {
    await Promise.all(works.map((work) => completeOrReschedule(app, work, false, correlation)));
    return { kind: 'unrecorded', code: problem.code };
  }
  for (const { endpoint, problem } of works)
    if (problem) progress.left([], [{ endpoint, code: problem.code }]);
  if (decided.extent === 'name') await lookElsewhere(app, decided, progress);
  const isTold = await progress.told();
  await Promise.all(works.map((work) => completeOrReschedule(app, work, isTold, correlation)));
  return resultOf(progress.kick(), await progress.shown());
}

/** The result of the work on one endpoint. */
interface EndpointWork extends Work {
  readonly endpoint: Endpoint;
  /** Why not all terminations could be requested there. */
  readonly problem?: Failure;
}

/** Returns the store's failure if it failed on every endpoint before the request was recorded, so nothing is shown. */
function unrecordedIn(toEnd: readonly EndpointWork[]): Failure | undefined {
  const problems = toEnd.flatMap(({ problem }) => problem ?? []);
  if (problems.length < toEnd.length || !problems.every(({ code }) => isOfStore(code))) return undefined;
  return problems.find(({ code }) => code === 'store_unconfirmed') ?? problems[0];
}

/**
 * Returns the kick as it is before the first request.
 *
 * @param toRequest How many connections the kick is for.
 */
function openingOf(
  { clock }: AppContext,
  { found, extent, unapproved, otherUsers, context }: DecidedKick,
  toRequest: number,
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
    toRequest,
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
  const { connections, missing } = await listConnections(app, access, endpointsWithout(app, decided), target);
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

/** The job for one endpoint, or why it could not be enqueued. */
type EnqueuedJob = { readonly endpoint: Endpoint } & (
  | { readonly kind: 'held'; readonly lease: Lease }
  /** The job was already enqueued; the process that enqueued it, or one that takes over, completes it. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'failed'; readonly problem: Failure }
);

async function enqueueJob(
  { jobs, clock, diagnostics }: AppContext,
  { found: { target }, context: { correlation } }: DecidedKick,
  endpoint: Endpoint,
): Promise<EnqueuedJob> {
  const job = kickJobFrom({ correlation, endpoint: endpoint.id, target });
  try {
    const lease = await jobs.enqueueClaimed(job, leaseTerm(clock));
    return lease === undefined ? { kind: 'begun', endpoint } : { kind: 'held', endpoint, lease };
  } catch (error) {
    const problem = failureFrom(error);
    diagnostics.report(problem, 'enqueue kick', correlation);
    return { kind: 'failed', endpoint, problem };
  }
}

async function terminateOnEndpoint(
  app: AppContext,
  decided: DecidedKick,
  enqueued: EnqueuedJob,
  progress: KickProgress,
  whenRequested: () => void,
): Promise<EndpointWork> {
  const { endpoint } = enqueued;
  const { context, found } = decided;
  const connections = found.connections
    .filter((seen) => seen.endpoint.id === endpoint.id)
    .map((seen) => seen.connection);
  if (enqueued.kind === 'failed') {
    progress.unrequested(connections.length);
    return { endpoint, lease: undefined, isUnrecorded: true, problem: enqueued.problem };
  }
  if (enqueued.kind !== 'held') return { endpoint, lease: undefined, isUnrecorded: true };

  const { lease } = enqueued;
  const job = jobOf(app, decided, endpoint, lease);
  let isRequested = false;
  const parts: KickPart[] = [];
  try {
    // All requests are recorded before the first termination, so that a crash leaves a list of what is not done.
    for (const portion of portionsOf(connections)) {
      const total = portion.length < found.connections.length ? found.connections.length : undefined;
      parts.push(await requestEnd(app, job, portion, total));
    }
    progress.requested(parts);
    isRequested = true;
    whenRequested();
    await startWatch(app, endpoint, context.correlation, watchOf(app, decided));
    const { stillOn, missing, isUnrecorded } = await kickOnEndpoint(app, job, found.target, parts, progress);
    progress.left(stillOn, missing);
    return { endpoint, lease, isUnrecorded };
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'end sessions', context.correlation);
    if (!isRequested) {
      progress.unrequested(connections.length);
      // Whoever claims the job carries out the requests that were recorded.
      const problem = parts.length === 0 ? failure : unconfirmed(failure);
      return { endpoint, lease, isUnrecorded: true, problem };
    }
    if (failure.code === 'taken_over') await showAsRecorded(app, context.correlation, progress);
    else progress.left([], [{ endpoint, code: failure.code }]);
    // The termination may have been requested; whoever claims the job reads that in the audit log.
    return { endpoint, lease, isUnrecorded: true };
  }
}

function jobOf(app: AppContext, decided: DecidedKick, endpoint: Endpoint, lease: Lease): TerminateOrder {
  const { by, extent, context, otherUsers, found } = decided;
  return {
    endpoint,
    extent,
    by,
    context,
    lease,
    since: latestSample(found.connections.map(({ connection }) => connection)),
    otherUsers,
    isEveryone: found.target.kind === 'everyone',
    isStopped: extent === 'many' ? stopSign(app, context.correlation) : neverStop,
  };
}

function watchOf(app: AppContext, decided: DecidedKick): Watch | undefined {
  const { extent, spared, found } = decided;
  const whole = { target: found.target, elsewhere: endpointsWithout(app, decided) };
  return watchAfter(found.connections, spared, extent === 'name' ? whole : undefined);
}

/** Records that an endpoint could not be reached, since connections there may still be active. */
async function recordMissing(
  app: AppContext,
  { context }: DecidedKick,
  enqueued: EnqueuedJob & Pick<UnavailableEndpoint, 'code'>,
  progress: KickProgress,
): Promise<EndpointWork> {
  const { endpoint, code } = enqueued;
  if (enqueued.kind === 'begun') return { endpoint, lease: undefined, isUnrecorded: true };

  const lease = enqueued.kind === 'held' ? enqueued.lease : undefined;
  try {
    const detail = missedDetail(code);
    progress.recorded([await record(app, context, 'failed', { endpoint: entryEndpoint(endpoint), detail })]);
    return { endpoint, lease, isUnrecorded: false };
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'record failure', context.correlation);
    return { endpoint, lease, isUnrecorded: true };
  }
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
