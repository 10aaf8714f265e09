import { type Connection, isLive } from '../../domain/connection.ts';
import { type Failure, type FailureCode, failureFrom, isOfStore } from '../../domain/failure.ts';
import { connectionsOf, isLeftToOthers, type Kick } from '../../domain/kick.ts';
import { isOfUser } from '../../domain/users.ts';
import { completeOrReschedule, leaseTerm } from '../../jobs/complete-job.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { listConnections } from '../connections/list-connections.ts';
import { recordBreakGlass } from './break-glass.ts';
import { type DecidedKick, endpointsOf, endpointsWithout, otherUsersIn } from './decided-kick.ts';
import { endpointsWithOwnJob, kickJobFrom } from './kick-job.ts';
import { type KickProgress, kickProgress, recordUnavailable, showAsRecorded } from './kick-progress.ts';
import { type NotifiedPerson, notifyTarget, personToNotify } from './notify-target.ts';
import { stopSign } from './stop-kick.ts';
import { type EndpointWork, orderOf, requestOnEndpoint, terminateOnEndpoint } from './work-on-endpoint.ts';

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
    (target.kind === 'names' && isOfUser(connection, target.names, app.rules.people, target.person));
  const back = connections.flatMap(({ connection, mayTerminate }) =>
    mayTerminate && isLive(connection) && isTheirs(connection) ? connection : [],
  );
  progress.left(back, unavailable);
}

function resultOf(kick: Kick, isShown: boolean): CarriedOut {
  const [first] = isLeftToOthers(kick) ? connectionsOf(kick) : [];
  return first?.state.kind === 'claimed'
    ? { kind: 'taken', by: first.state.by, at: first.state.at }
    : { kind: 'kicked', kick, isShown };
}
