import type { Correlation } from '../../domain/ids.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import { authorize, type Denial } from '../../policy/authorize.ts';
import { loadMemberAccess, type Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { boardKind, parseBoardJob } from './board-job.ts';
import { endBoard } from './job.ts';

export type StopBoardResult =
  | { readonly kind: 'stopped' }
  /** It has ended, or was replaced, or is being stopped by someone else. */
  | { readonly kind: 'over' }
  | { readonly kind: 'refused'; readonly denial: Denial };

/**
 * Stops a board. Anyone who may see who is connected in its channel may stop it.
 *
 * @throws {Failure} `store_unavailable`
 */
export async function stopBoard(
  app: ReadContext,
  { requester, correlation }: { readonly requester: Requester; readonly correlation: Correlation },
): Promise<StopBoardResult> {
  const access = await loadMemberAccess(app, requester);
  const decision = authorize(app.rules, access, 'see');
  if (!decision.allowed) return { kind: 'refused', denial: decision };

  const jobs = await app.jobs.ofKind(boardKind);
  const job = jobs.find((each) => {
    const parsed = parseBoardJob(each);
    const isIt = parsed?.board.correlation === correlation && parsed.board.channel === requester.channel;
    return isIt && parsed.end === undefined;
  });
  const board = job && parseBoardJob(job)?.board;
  if (job === undefined || board === undefined) return { kind: 'over' };

  const now = app.clock.now();
  // Whoever updates the board right now loses its lease, so that the end is shown last.
  await app.jobs.enqueue(job, now);
  const lease = await app.jobs.claimEarly(job.key, leaseTerm(app.clock));
  if (lease === undefined) return { kind: 'over' };
  const by = access.person.kind === 'found' ? access.person.person.name : undefined;
  await endBoard(app, board, { at: now, why: 'stopped', by }, () => app.jobs.complete(lease));
  return { kind: 'stopped' };
}
