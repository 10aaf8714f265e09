import { portionsOf } from '../../audit-log/entry-parts.ts';
import { type EntryContext, entryEndpoint, record } from '../../audit-log/record-entry.ts';
import { type Connection, isLive } from '../../domain/connection.ts';
import type { ListedConnection, UnavailableEndpoint } from '../../domain/connection-list.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { type Failure, type FailureCode, failureFrom, isOfStore } from '../../domain/failure.ts';
import type { PersonId } from '../../domain/ids.ts';
import { isLeftToOthers, type Kick, type KickPart, sessionsOf } from '../../domain/kick.ts';
import type { KickExtent } from '../../domain/kick-extent.ts';
import { missedDetail } from '../../domain/kick-from-entries.ts';
import { isOfUser } from '../../domain/users.ts';
import { completeOrReschedule, unconfirmed, type Work } from '../../jobs/complete-job.ts';
import { leaseTerm } from '../../jobs/lease.ts';
import type { Situation } from '../../policy/decide.ts';
import type { AppContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { listConnections } from '../connections/list-connections.ts';
import { startWatch } from '../reconnect/start-watch.ts';
import { latestSample, type Watch, watchAfter } from '../reconnect/watch.ts';
import { showAsRecorded } from './catch-up.ts';
import type { KickFinding } from './kick-finding.ts';
import { kickJobFrom } from './kick-job.ts';
import { kickOnEndpoint } from './kick-on-endpoint.ts';
import { type KickProgress, kickProgress } from './kick-progress.ts';
import { neverStop, stopSign } from './stop-sign.ts';
import { requestEnd, type TerminateOrder } from './terminate-connections.ts';

export type FoundConnections = Extract<KickFinding, { kind: 'found' }>;

/** A kick that nothing stands in the way of any more. */
export interface DecidedKick {
  readonly situation: Situation;
  readonly by: PersonId;
  /** The endpoint's name, where only one is meant. */
  readonly on: string | undefined;
  readonly extent: KickExtent;
  readonly found: FoundConnections;
  /** Sessions of the name that are to live on: nobody is warned of them. */
  readonly spared: readonly ListedConnection[];
  /** Sessions of the target that are left alone, because nobody has approved their end. */
  readonly unapproved: readonly Connection[];
  /** Where people are meant: how many connections of other users are left out. */
  readonly otherUsers: number | undefined;
  readonly context: EntryContext;
  /** Called once when all of it has been requested, or could not be. */
  readonly whenRequested?: () => void;
}

export type CarriedOut =
  /** Unless it is shown, whoever asked has seen nothing of it yet. */
  | { readonly kind: 'kicked'; readonly kick: Kick; readonly isShown: boolean }
  /** Someone else was first on every session: one act, one outcome. */
  | { readonly kind: 'taken'; readonly by: string; readonly at: Date }
  /** The same request was delivered before, and whoever has that tells of it. */
  | { readonly kind: 'begun' }
  /** It could not be recorded, so nothing was done: where the store says so for certain. */
  | { readonly kind: 'unrecorded'; readonly code: FailureCode };

/** Ends what was found on all endpoints side by side: recorded, claimed, terminated, and confirmed by looking again. */
export async function carryOut(app: AppContext, decided: DecidedKick): Promise<CarriedOut> {
  const { found, context } = decided;
  const { correlation } = context;

  // All of them before the first is recorded: whoever finds one left behind then says that nothing was done there.
  const [toEnd, toTell] = await Promise.all([
    Promise.all(endpointsOf(found).map((endpoint) => putDown(app, decided, endpoint))),
    Promise.all(
      found.missing.map(async ({ endpoint, code }) => ({
        ...(await putDown(app, decided, endpoint)),
        code,
      })),
    ),
  ]);
  const putDowns = [...toEnd, ...toTell];
  if (putDowns.length > 0 && putDowns.every(({ kind }) => kind === 'begun')) return { kind: 'begun' };

  const own = toEnd.filter(({ kind }) => kind !== 'begun').map(({ endpoint }) => endpoint.id);
  const toRequest = found.sessions.filter(({ endpoint }) => own.includes(endpoint.id)).length;
  // Whoever finds that others were first is told so in person.
  const board = kickProgress(app.announcer, openingOf(app, decided, toRequest), isWorthAMessage);
  const requests = toEnd.map(() => Promise.withResolvers<void>());
  void Promise.all(requests.map(({ promise }) => promise)).then(() => decided.whenRequested?.());
  const works = await Promise.all([
    ...toEnd.map((part, at) => {
      const isRequested = () => requests[at]?.resolve();
      return endThere(app, decided, part, board, isRequested).finally(isRequested);
    }),
    ...toTell.map((part) => recordMissing(app, decided, part, board)),
  ]);
  const problem = unrecordedIn(works.slice(0, toEnd.length));
  if (problem !== undefined) {
    await Promise.all(works.map((work) => completeOrReschedule(app, work, false, correlation)));
    return { kind: 'unrecorded', code: problem.code };
  }
  for (const { endpoint, problem } of works) if (problem) board.left([], [{ endpoint, code: problem.code }]);
  if (decided.extent === 'name') await lookElsewhere(app, decided, board);
  const isTold = await board.told();
  await Promise.all(works.map((work) => completeOrReschedule(app, work, isTold, correlation)));
  return resultOf(board.kick(), await board.shown());
}

/** What became of the work on one endpoint. */
interface EndpointWork extends Work {
  readonly endpoint: Endpoint;
  /** Why nothing could be requested there. */
  readonly problem?: Failure;
}

/** Where the store failed on every endpoint before anything was recorded, there is nothing to show. */
function unrecordedIn(toEnd: readonly EndpointWork[]): Failure | undefined {
  const problems = toEnd.flatMap(({ problem }) => problem ?? []);
  if (problems.length < toEnd.length || !problems.every(({ code }) => isOfStore(code))) return undefined;
  return problems.find(({ code }) => code === 'store_unconfirmed') ?? problems[0];
}

/** The kick as it is before the first request. @param toRequest How many connections it is for. */
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
    beyond: found.beyond,
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

/** Someone who was thrown out on one endpoint may be back on another: "ended" is said only of all of them. */
async function lookElsewhere(app: AppContext, decided: DecidedKick, board: KickProgress): Promise<void> {
  const { situation, found, otherUsers } = decided;
  const { target } = found;
  const { sessions, missing } = await listConnections(app, situation, endpointsWithout(app, decided), target);
  const isTheirs = (connection: Connection) =>
    otherUsers === undefined ||
    (target.kind === 'names' && isOfUser(connection, target.names, app.rules.people));
  const back = sessions.filter(
    ({ connection, mayEnd }) => mayEnd && isLive(connection) && isTheirs(connection),
  );
  board.left(
    back.map(({ connection }) => connection),
    missing,
  );
}

/** The endpoints that the kick covers and that have none of its sessions. */
function endpointsWithout({ rules }: AppContext, { on, found }: DecidedKick): readonly Endpoint[] {
  if (on !== undefined) return [];

  const seen = [...endpointsOf(found), ...found.missing.map(({ endpoint }) => endpoint), ...found.beyond];
  return rules.endpoints.filter(({ id }) => !seen.some((endpoint) => endpoint.id === id));
}

/** What is to be done on one endpoint, on the job queue; or why it could not be put there. */
type PutDown = { readonly endpoint: Endpoint } & (
  | { readonly kind: 'held'; readonly hold: Lease }
  /** It was there already: whoever put it down sees to it, or whoever finds it left behind. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'failed'; readonly problem: Failure }
);

async function putDown(
  { jobs, clock, diagnostics }: AppContext,
  { found: { target }, context: { correlation } }: DecidedKick,
  endpoint: Endpoint,
): Promise<PutDown> {
  const job = kickJobFrom({ correlation, endpoint: endpoint.id, target });
  try {
    const hold = await jobs.enqueueClaimed(job, leaseTerm(clock));
    return hold === undefined ? { kind: 'begun', endpoint } : { kind: 'held', endpoint, hold };
  } catch (error) {
    const problem = failureFrom(error);
    diagnostics.report(problem, 'put a kick down', correlation);
    return { kind: 'failed', endpoint, problem };
  }
}

async function endThere(
  app: AppContext,
  decided: DecidedKick,
  putDown: PutDown,
  board: KickProgress,
  whenRequested: () => void,
): Promise<EndpointWork> {
  const { endpoint } = putDown;
  const { context, found } = decided;
  const connections = found.sessions
    .filter((seen) => seen.endpoint.id === endpoint.id)
    .map((seen) => seen.connection);
  if (putDown.kind === 'failed') {
    board.unrequested(connections.length);
    return { endpoint, hold: undefined, isUnrecorded: true, problem: putDown.problem };
  }
  if (putDown.kind !== 'held') return { endpoint, hold: undefined, isUnrecorded: true };

  const { hold } = putDown;
  const job = jobOf(app, decided, endpoint, hold);
  let isRequested = false;
  const parts: KickPart[] = [];
  try {
    // All of them before the first act: what a death of the process leaves undone is then known.
    for (const portion of portionsOf(connections)) {
      const total = portion.length < found.sessions.length ? found.sessions.length : undefined;
      parts.push(await requestEnd(app, job, portion, total));
    }
    board.requested(parts);
    isRequested = true;
    whenRequested();
    await startWatch(app, endpoint, context.correlation, watchOf(app, decided));
    const { stillOn, missing, isUnrecorded } = await kickOnEndpoint(app, job, found.target, parts, board);
    board.left(stillOn, missing);
    return { endpoint, hold, isUnrecorded };
  } catch (error) {
    const failure = failureFrom(error);
    app.diagnostics.report(failure, 'end sessions', context.correlation);
    if (!isRequested) {
      board.unrequested(connections.length);
      // Whoever takes the job up carries out what was recorded of it.
      const problem = parts.length === 0 ? failure : unconfirmed(failure);
      return { endpoint, hold, isUnrecorded: true, problem };
    }
    if (failure.code === 'taken_over') await showAsRecorded(app, context.correlation, board);
    else board.left([], [{ endpoint, code: failure.code }]);
    // It may have been requested already: who takes the job up reads in the record whether it was.
    return { endpoint, hold, isUnrecorded: true };
  }
}

function jobOf(app: AppContext, decided: DecidedKick, endpoint: Endpoint, hold: Lease): TerminateOrder {
  const { by, extent, context, otherUsers, found } = decided;
  return {
    endpoint,
    extent,
    by,
    context,
    hold,
    since: latestSample(found.sessions.map(({ connection }) => connection)),
    otherUsers,
    isEveryone: found.target.kind === 'everyone',
    isStopped: extent === 'many' ? stopSign(app, context.correlation) : neverStop,
  };
}

function watchOf(app: AppContext, decided: DecidedKick): Watch | undefined {
  const { extent, spared, found } = decided;
  const whole = { target: found.target, elsewhere: endpointsWithout(app, decided) };
  return watchAfter(found.sessions, spared, extent === 'name' ? whole : undefined);
}

/** That an endpoint could not be reached belongs in the record: sessions there may have gone on. */
async function recordMissing(
  app: AppContext,
  { context }: DecidedKick,
  putDown: PutDown & Pick<UnavailableEndpoint, 'code'>,
  board: KickProgress,
): Promise<EndpointWork> {
  const { endpoint, code } = putDown;
  if (putDown.kind === 'begun') return { endpoint, hold: undefined, isUnrecorded: true };

  const hold = putDown.kind === 'held' ? putDown.hold : undefined;
  try {
    const detail = missedDetail(code);
    board.recorded([await record(app, context, 'failed', { endpoint: entryEndpoint(endpoint), detail })]);
    return { endpoint, hold, isUnrecorded: false };
  } catch (error) {
    app.diagnostics.report(failureFrom(error), 'record failure', context.correlation);
    return { endpoint, hold, isUnrecorded: true };
  }
}

function resultOf(kick: Kick, isShown: boolean): CarriedOut {
  const [first] = isLeftToOthers(kick) ? sessionsOf(kick) : [];

  return first?.state.kind === 'claimed'
    ? { kind: 'taken', by: first.state.by, at: first.state.at }
    : { kind: 'kicked', kick, isShown };
}

function endpointsOf({ sessions }: FoundConnections): readonly Endpoint[] {
  return [...new Map(sessions.map(({ endpoint }) => [endpoint.id, endpoint])).values()];
}
