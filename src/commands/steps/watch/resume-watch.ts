import type { AuditEntry } from '../../../core/audit-entry.ts';
import type { Connection } from '../../../core/connection.ts';
import type { Endpoint } from '../../../core/endpoint.ts';
import { failureFrom } from '../../../core/failure.ts';
import { outcomeOf, type SessionState, sessionsOf } from '../../../core/kick.ts';
import { kickFromEntries } from '../../../core/kick-from-entries.ts';
import { firstLookAfterMs, type WatchTurn, watchTurn } from '../../../core/watch.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { LookingWorld } from '../../../ports/world.ts';
import { strikeOff } from '../strike-off.ts';
import { lookForName } from './look-for-name.ts';
import { tellComeback } from './tell-comeback.ts';
import { parseWatchTask, type WatchTask } from './watch-task.ts';

/** Whoever is back as often as this has to be kept out, and not be told of once more. */
const mostWarnings = 5;
/** While the kick is under way, its own rounds see who is back. */
const underWayPauseMs = 5_000;
/** A list that is older than the look that was due is being read anew. */
const staleListPauseMs = 5_000;
/** A watch that found no end by then has nothing to say that would still help. */
const giveUpAfterMs = 15 * 60_000;

/** Looks once whether a name is back, and puts the next look on the agenda; or ends the watch. */
export async function resumeWatch(world: LookingWorld, hold: Hold): Promise<void> {
  const { agenda, clock, diagnostics } = world;
  const watch = parseWatchTask(hold.task);
  if (watch === undefined) return agenda.finish(hold);

  try {
    const pauseMs = await lookOnce(world, watch);
    if (pauseMs === undefined) await agenda.finish(hold);
    else await agenda.postpone(hold, new Date(clock.now().getTime() + pauseMs));
  } catch (error) {
    diagnostics.report(failureFrom(error), 'watch', watch.correlation);
    await strikeOff(world, { hold, isUnrecorded: true }, false, watch.correlation);
  }
}

/** @returns Milliseconds until the next look; undefined when there is none. */
async function lookOnce(world: LookingWorld, watch: WatchTask): Promise<number | undefined> {
  const { log, rules, clock } = world;
  const entries = await log.ofRequest(watch.correlation);
  const endpoint = rules.endpoints.find(({ id }) => id === watch.endpoint);
  const ended = endedAt(watch, entries, rules.endpoints);
  if (endpoint === undefined || ended.kind === 'nothing_ended') return undefined;

  const elapsedMs = clock.now().getTime() - ended.at.getTime();
  if (elapsedMs > giveUpAfterMs) return undefined;
  if (ended.kind === 'under_way') return underWayPauseMs;

  const turn = watchTurn(elapsedMs);
  if (turn === undefined) return firstLookAfterMs - elapsedMs;
  return look(world, watch, endpoint, entries, { ...ended, elapsedMs, turn });
}

interface Ended {
  /** When the last outcome of the kick was recorded. */
  readonly at: Date;
  readonly elapsedMs: number;
  readonly turn: WatchTurn;
}

async function look(
  world: LookingWorld,
  watch: WatchTask,
  endpoint: Endpoint,
  entries: readonly AuditEntry[],
  { at, elapsedMs, turn }: Ended,
): Promise<number | undefined> {
  const pauseMs = turn.nextMs === undefined ? undefined : turn.nextMs - elapsedMs;
  let found: Awaited<ReturnType<typeof lookForName>>;
  try {
    found = await lookForName(world, endpoint, watch.name);
  } catch (error) {
    // A look that fails is no news: the next one may tell.
    world.diagnostics.report(failureFrom(error), 'watch', watch.correlation);
    return pauseMs;
  }
  if (found === undefined) return undefined;

  const told = entries.filter(({ kind, target }) => kind === 'returned' && target === watch.name.text).length;
  const back = found.connections.filter((connection) => isBack(connection, watch, entries));
  for (const connection of back.slice(0, mostWarnings - told)) {
    await tellComeback(world, watch, endpoint, connection);
  }
  if (told + back.length >= mostWarnings) return undefined;
  return found.asOf.getTime() < at.getTime() + turn.fromMs ? staleListPauseMs : pauseMs;
}

/** Says whether a session was opened after the kick, by EC2's own clock, and nobody was told of it. */
function isBack(
  { id, establishedAt, status }: Connection,
  { since, spared }: WatchTask,
  entries: readonly AuditEntry[],
): boolean {
  const isKnown = entries.some(({ connections = [] }) => connections.some((known) => known.id === id));
  const wasThere = establishedAt !== undefined && since !== undefined && establishedAt < since;
  return !isKnown && !wasThere && !spared.includes(id) && status.code !== 'terminating';
}

/** After these, someone may have been thrown out. */
const mayHaveEnded: readonly SessionState['kind'][] = ['ended', 'unconfirmed', 'terminating', 'unanswered'];

/** How far the kick has come that the watch follows, on its own endpoint where it ended something there. */
function endedAt(
  { endpoint }: WatchTask,
  entries: readonly AuditEntry[],
  endpoints: readonly Endpoint[],
): { readonly kind: 'under_way' | 'over'; readonly at: Date } | { readonly kind: 'nothing_ended' } {
  const kick = kickFromEntries(entries, endpoints);
  if (kick === undefined) return { kind: 'nothing_ended' };

  const here = kick.parts.filter((part) => part.endpoint.id === endpoint);
  const followed = { ...kick, parts: here.length > 0 ? here : kick.parts };
  const last = followed.parts.flatMap((part) => part.entries).at(-1);
  const at = new Date(last?.at ?? kick.requestedAt);
  if (outcomeOf(followed) === 'under_way') return { kind: 'under_way', at };
  if (!sessionsOf(followed).some(({ state }) => mayHaveEnded.includes(state.kind)))
    return { kind: 'nothing_ended' };
  return { kind: 'over', at };
}
