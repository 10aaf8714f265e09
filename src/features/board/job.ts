import { addMinutes } from 'date-fns/addMinutes';
import { addSeconds } from 'date-fns/addSeconds';
import { secondsInMinute } from 'date-fns/constants';
import { minutesToMilliseconds } from 'date-fns/minutesToMilliseconds';
import type { Board, BoardEnd, BoardEndReason } from '../../domain/board.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { failureFrom } from '../../domain/failure.ts';
import { isOver } from '../../domain/moment.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import {
  type ActionAccessContext,
  authorizeAudience,
  type Denial,
  type DenialReason,
} from '../../policy/authorize.ts';
import { loadActionAccess } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import type { Lease } from '../../ports/job-queue.ts';
import { chooseEndpoints } from '../connections/resolve-target.ts';
import { boardKind, jobFromBoard, parseBoardJob } from './board-job.ts';
import { lookUpBoard, namesOfTargets, patiencesMs } from './look-up-board.ts';

/**
 * A little more than the minute after which the schedule on AWS invokes the worker: an invocation runs for as long as
 * another job is due within a minute, and a board must not keep it running.
 */
const everySeconds = secondsInMinute + 1;
/** All boards together are updated this often in a minute, of the 50 updates that Slack allows the app for everything. */
const updatesPerMinute = 10;
/** How long to go on trying to say in the message that the board has ended. */
const endPatienceMs = minutesToMilliseconds(10);

/**
 * Updates a board once, or ends it: permission is checked again every time, for the person who started it.
 *
 * @param patienceMs How long to wait for endpoints that nobody has read lately.
 * @returns Whether its message shows the latest state.
 */
export async function keepBoard(
  app: ReadContext,
  lease: Lease,
  patienceMs: number = patiencesMs.later,
): Promise<boolean> {
  const job = parseBoardJob(lease.job);
  if (job === undefined) {
    await app.jobs.complete(lease);
    return false;
  }
  const { board, end } = job;
  if (end !== undefined) {
    await releaseLiveJob(app, board);
    return showEnd(app, lease, board, end);
  }

  // Whoever ended the board may have crashed before they could complete this job.
  const endKey = jobFromBoard({ board, end: { at: board.endsAt, why: 'over' } }).key;
  if ((await app.jobs.ofKind(boardKind)).some(({ key }) => key === endKey)) {
    await app.jobs.complete(lease);
    return false;
  }

  const now = app.clock.now();
  const releaseJob = () => app.jobs.complete(lease);
  if (now >= board.endsAt) return endBoard(app, board, { at: board.endsAt, why: 'over' }, releaseJob);
  const access = await accessOf(app, board);
  const decision = authorizeBoard(app, access, board);
  if (decision.kind === 'denied') return endBoard(app, board, { at: now, why: decision.why }, releaseJob);

  const isShown =
    decision.kind === 'allowed' &&
    (await showLatest(app, lease, board, access, decision.endpoints, patienceMs));
  await app.jobs.reschedule(lease, await nextUpdate(app));
  return isShown;
}

/** Resumes a board's job. */
export async function resumeBoard(app: ReadContext, lease: Lease): Promise<void> {
  await keepBoard(app, lease);
}

/** @returns The board's person in its channel, as of now. */
export function accessOf(
  app: ReadContext,
  { channel, startedBy }: Pick<Board, 'channel' | 'startedBy'>,
): Promise<ActionAccessContext> {
  return loadActionAccess(app, { person: startedBy.id, team: undefined, channel, channelName: '' });
}

type BoardDecision =
  | { readonly kind: 'allowed'; readonly endpoints: readonly Endpoint[] }
  /** Slack doesn't say. Nothing is shown meanwhile, but the board has not ended. */
  | { readonly kind: 'unverifiable' }
  | { readonly kind: 'denied'; readonly why: BoardEndReason };

function authorizeBoard(app: ReadContext, access: ActionAccessContext, board: Board): BoardDecision {
  const shared = authorizeAudience(app.rules, access, 'who', 'channel');
  if (!shared.allowed) return decisionFrom(shared);
  const choice = chooseEndpoints(app.rules, access, 'see', board.on);
  if (choice.kind === 'refused') return decisionFrom(choice.denial);
  if (choice.kind === 'unknown_endpoint') return { kind: 'denied', why: 'endpoint_gone' };
  return { kind: 'allowed', endpoints: choice.endpoints };
}

function decisionFrom({ reason }: Denial): BoardDecision {
  if (reason.endsWith('_unverifiable')) return { kind: 'unverifiable' };
  return { kind: 'denied', why: endReasons[reason] ?? 'channel_not_allowed' };
}

const endReasons: Partial<Record<DenialReason, BoardEndReason>> = {
  person_guest: 'starter_not_allowed',
  person_outsider: 'starter_not_allowed',
  person_deactivated: 'starter_not_allowed',
  person_bot: 'starter_not_allowed',
  membership_missing: 'starter_not_allowed',
  channel_public: 'channel_exposed',
  channel_shared: 'channel_exposed',
  channel_org_shared: 'channel_exposed',
  channel_archived: 'channel_archived',
  endpoint_elsewhere: 'endpoint_gone',
};

async function showLatest(
  app: ReadContext,
  lease: Lease,
  board: Board,
  access: ActionAccessContext,
  endpoints: readonly Endpoint[],
  patienceMs: number,
): Promise<boolean> {
  const about = await namesOfTargets(app, board);
  const state = await lookUpBoard(app, access, endpoints, board, patienceMs).then(
    (team) => ({ kind: 'live', team }) as const,
    (error: unknown) => {
      const failure = failureFrom(error);
      app.diagnostics.report(failure, 'update a board', board.correlation);
      return { kind: 'failing', code: failure.code } as const;
    },
  );
  // Someone may have stopped or replaced the board meanwhile. Its end must not be overwritten.
  const renewed = await app.jobs.renew(lease, leaseTerm(app.clock));
  if (renewed === undefined) return false;
  return app.announcer.showBoard({ board, about, at: app.clock.now(), ...state });
}

/**
 * Ends a board. Its end has a job of its own, so that it is shown even after a crash, and while another board for the
 * same people is already up.
 *
 * @param releaseJob Called once the end is in the queue; completes or replaces the job that kept the board up to date.
 * @returns Whether its message shows that it has ended.
 */
export async function endBoard(
  app: ReadContext,
  board: Board,
  end: BoardEnd,
  releaseJob: () => Promise<void>,
): Promise<boolean> {
  const endLease = await app.jobs.enqueueClaimed(jobFromBoard({ board, end }), leaseTerm(app.clock));
  await releaseJob();
  return endLease !== undefined && showEnd(app, endLease, board, end);
}

/**
 * Completes the job that keeps a board up to date, if the process that ended the board crashed before it did: the job
 * would otherwise bring the board back. Whoever updates the board right now loses its lease.
 */
async function releaseLiveJob({ jobs, clock }: ReadContext, { correlation }: Board): Promise<void> {
  const live = (await jobs.ofKind(boardKind)).find((job) => {
    const parsed = parseBoardJob(job);
    return parsed?.board.correlation === correlation && parsed.end === undefined;
  });
  if (live === undefined) return;
  await jobs.enqueue(live, clock.now());
  const lease = await jobs.claimEarly(live.key, leaseTerm(clock));
  if (lease !== undefined) await jobs.complete(lease);
}

/** Once the end is shown, or nobody can be expected to see it any more, nothing is left to do. */
async function showEnd(app: ReadContext, lease: Lease, board: Board, end: BoardEnd): Promise<boolean> {
  const now = app.clock.now();
  const about = await namesOfTargets(app, board);
  const isShown = await app.announcer.showBoard({ board, about, at: now, kind: 'ended', end });
  if (isShown || isOver(end.at, endPatienceMs, now)) await app.jobs.complete(lease);
  else await app.jobs.reschedule(lease, addMinutes(now, 1));
  return isShown;
}

/** The more boards there are, the less often each of them is updated. */
async function nextUpdate({ jobs, clock }: ReadContext): Promise<Date> {
  const boards = await jobs.ofKind(boardKind);
  const rounds = Math.max(1, Math.ceil(boards.length / updatesPerMinute));
  return addSeconds(clock.now(), rounds * everySeconds);
}
