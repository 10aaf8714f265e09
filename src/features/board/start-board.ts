import { addMilliseconds } from 'date-fns/addMilliseconds';
import { hoursToMilliseconds } from 'date-fns/hoursToMilliseconds';
import type { Board } from '../../domain/board.ts';
import type { OneOfSeveral } from '../../domain/target.ts';
import { leaseTerm } from '../../jobs/complete-job.ts';
import { authorizeAudience } from '../../policy/authorize.ts';
import { loadActionAccess, type Requester } from '../../policy/load-access.ts';
import type { ReadContext } from '../../ports/app-context.ts';
import { chooseEndpoints, type EndpointChoice } from '../connections/resolve-target.ts';
import { boardKind, jobFromBoard, parseBoardJob } from './board-job.ts';
import { endBoard, keepBoard } from './job.ts';
import { patiencesMs } from './look-up-board.ts';

export interface BoardRequest {
  readonly requester: Requester;
  readonly targets: readonly OneOfSeveral[];
  /** The endpoint's name, if the request is limited to one. */
  readonly on: string | undefined;
  /** Undefined for the default of eight hours. */
  readonly lengthMs: number | undefined;
}

export type StartBoardResult =
  /** @param isShown Whether the message is posted; otherwise it is tried again every minute. */
  | { readonly kind: 'started'; readonly board: Board; readonly isShown: boolean }
  | { readonly kind: 'too_many'; readonly most: number }
  /** Bouncer may not post in the channel. */
  | { readonly kind: 'unpostable' }
  | Exclude<EndpointChoice, { kind: 'chosen' }>;

/** A working day. */
const usualLengthMs = hoursToMilliseconds(8);
/** More boards would push each other out of sight. */
const mostInChannel = 5;

/**
 * Posts a board in the channel, or moves the one for the same people to the end of the channel: the earlier message then
 * says so. Posting shows names to everyone in the channel, so it is authorized as sharing a list is.
 *
 * @param mayPost Asks Slack whether Bouncer may post in the channel.
 * @throws {Failure} `store_unavailable`
 */
export async function startBoard(
  app: ReadContext,
  { requester, targets, on, lengthMs = usualLengthMs }: BoardRequest,
  mayPost: () => Promise<boolean>,
): Promise<StartBoardResult> {
  const access = await loadActionAccess(app, requester);
  const shared = authorizeAudience(app.rules, access, 'who', 'channel');
  if (!shared.allowed) return { kind: 'refused', denial: shared };
  const choice = chooseEndpoints(app.rules, access, 'see', on);
  if (choice.kind !== 'chosen') return choice;

  const now = app.clock.now();
  const name = access.person.kind === 'found' ? access.person.person.name : 'someone';
  const board: Board = {
    correlation: app.newCorrelation(),
    channel: requester.channel,
    targets,
    on: on === undefined ? undefined : choice.endpoints[0]?.name,
    startedBy: { id: requester.person, name },
    endsAt: addMilliseconds(now, lengthMs),
  };
  const job = jobFromBoard({ board, end: undefined });
  const others = (await app.jobs.ofKind(boardKind)).flatMap((each) => {
    const parsed = parseBoardJob(each);
    const isHere = parsed?.end === undefined && parsed?.board.channel === requester.channel;
    return isHere ? [{ key: each.key, board: parsed.board }] : [];
  });
  const earlier = others.find(({ key }) => key === job.key);
  if (earlier === undefined && others.length >= mostInChannel)
    return { kind: 'too_many', most: mostInChannel };
  if (!(await mayPost())) return { kind: 'unpostable' };

  // From then on, whoever updates the earlier board has lost its lease.
  const enqueue = () => app.jobs.enqueue(job, now);
  if (earlier === undefined) await enqueue();
  else await endBoard(app, earlier.board, { at: now, why: 'replaced', by: name }, enqueue);
  const lease = await app.jobs.claimEarly(job.key, leaseTerm(app.clock));
  const isShown = lease !== undefined && (await keepBoard(app, lease, patiencesMs.first));
  return { kind: 'started', board, isShown };
}
