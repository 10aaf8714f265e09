import { type Connection, isLive, type Status } from '../../domain/connection.ts';
import { notListed, notSeen } from '../../domain/entry-connection.ts';
import {
  awaitsLook,
  type Change,
  type KickedConnection,
  type KickPart,
  type TerminationState,
  withState,
} from '../../domain/kick.ts';
import type { AppContext } from '../../ports/app-context.ts';

/** AWS usually needs a few seconds; after two minutes, a person has to decide what to do. */
const giveUpAfterMs = 120_000;
/** An unanswered request that shows no effect after this time was not carried out. */
const unansweredShowsAfterMs = 15_000;
/** EC2 lists ended connections for an hour, so one that is missing for this long has ended and is not just delayed. */
const missingIsGoneAfterMs = 4_000;
/** Short pauses at first, because people are waiting; then longer ones, because EC2's request limit is shared. */
const pausesMs = [1_000, 1_000, 2_000, 3_000, 5_000, 8_000, 10_000];

/**
 * Looks up the connections of a part until each one has ended, has failed to end, or has timed out. A failed look-up
 * is ignored, because the next one may succeed.
 *
 * @param onChange Called with the part whenever the state of a connection has changed.
 */
export async function confirmTerminated(
  { vpn, clock }: Pick<AppContext, 'vpn' | 'clock'>,
  part: KickPart,
  onChange: (part: KickPart) => void,
): Promise<KickPart> {
  const startedAt = clock.elapsedMs();
  let current = part;

  for (let look = 0; awaitingIds(current).length > 0; look += 1) {
    await clock.sleep(pausesMs[Math.min(look, pausesMs.length - 1)] ?? 0);
    const elapsedMs = clock.elapsedMs() - startedAt;

    const ids = awaitingIds(current);
    const seen = await vpn.connections(part.endpoint, { by: 'connection', ids }).catch(() => undefined);
    const next = afterLook(current, seen, elapsedMs);
    if (next !== current) onChange(next);
    current = next;
  }
  return current;
}

function awaitingIds(part: KickPart) {
  return part.connections
    .filter(({ state }) => awaitsLook(state.kind))
    .map(({ connection }) => connection.id);
}

function afterLook(part: KickPart, seen: readonly Connection[] | undefined, elapsedMs: number): KickPart {
  return part.connections
    .filter(({ state }) => awaitsLook(state.kind))
    .reduce((current, kicked) => {
      const state = stateSeen(kicked, seen, elapsedMs);
      return state === kicked.state ? current : withState(current, kicked.connection, state);
    }, part);
}

function stateSeen(
  kicked: KickedConnection,
  seen: readonly Connection[] | undefined,
  elapsedMs: number,
): TerminationState {
  const before = kicked.state;
  const { previous, via, current } =
    'change' in before ? before.change : unchanged(kicked.connection, before);
  const status = seen === undefined ? current : statusOf(seen, kicked.connection);
  const change = { previous, via: [...via, current], current: status ?? notListed };

  if (status === undefined) return elapsedMs < missingIsGoneAfterMs ? before : { kind: 'ended', change };
  if (status.code === 'terminated') return { kind: 'ended', change };
  if (status.code === 'failed-to-terminate') return { kind: 'not_ended', change };
  const isSeenActive = seen !== undefined && status.code === 'active';
  if (before.kind === 'unanswered' && isSeenActive && elapsedMs >= unansweredShowsAfterMs) {
    return { kind: 'not_ended', change };
  }
  return elapsedMs >= giveUpAfterMs ? { kind: 'unconfirmed', change } : before;
}

/** Treats a connection with an end time as ended, whatever its status code is. */
function statusOf(seen: readonly Connection[], { id }: Connection): Status | undefined {
  const row = seen.find((connection) => connection.id === id);
  if (row === undefined || isLive(row)) return row?.status;
  return { ...row.status, code: 'terminated' };
}

/** Returns the change before the first successful look-up; the effect of an unanswered request is still unknown. */
function unchanged({ status }: Connection, state: TerminationState): Change {
  const current = state.kind === 'unanswered' ? notSeen(state.code) : status;
  return { previous: status, via: [], current };
}
