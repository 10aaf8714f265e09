import type { TurnedAway } from '../core/arrival.ts';
import { failureFrom } from '../core/failure.ts';
import { ageMs, isOver, type Moment, momentOf } from '../core/moment.ts';
import type { World } from '../ports/world.ts';
import { resumeTurnedAway } from './steps/block/resume-turned-away.ts';
import { taskFromTurnedAway } from './steps/block/turned-away-task.ts';
import { leaseFrom } from './steps/lease.ts';

/** A client that is turned away tries again every few seconds: the first time is told at once, the next ones together. */
const quietMs = 15 * 60_000;
/** The connect handlers cannot call the bot, so it looks; a look at a list that is nearly always short costs next to nothing. */
const everyMs = 5_000;
/** A list that cannot be read is said once a minute, and not at every look. */
const afterFailureMs = 60_000;

/**
 * Records and tells of the names that blocks have turned away, each time that it is called and it is time to look.
 * It never throws: what is not told now is told later.
 */
export function turnedAwayTeller(world: World): () => Promise<void> {
  let looked: { readonly at: Moment; readonly pauseMs: number } | undefined;

  return async () => {
    const { clock, blocking } = world;
    if (blocking === undefined || (looked && ageMs(clock, looked.at) < looked.pauseMs)) return;
    looked = { at: momentOf(clock), pauseMs: everyMs };
    try {
      await tellTurnedAway(world, await blocking.arrivals.turnedAway());
    } catch (error) {
      looked = { ...looked, pauseMs: afterFailureMs };
      world.diagnostics.report(failureFrom(error), 'look for those turned away', world.newCorrelation());
    }
  };
}

async function tellTurnedAway(world: World, all: readonly TurnedAway[]): Promise<void> {
  const { agenda, clock } = world;
  for (const turnedAway of all) {
    if (!isDue(turnedAway, clock.now())) continue;
    // Of several processes that look at once, one gets to put this down.
    const hold = await agenda.begin(taskFromTurnedAway(turnedAway), leaseFrom(clock));
    if (hold !== undefined) await resumeTurnedAway(world, hold);
  }
}

function isDue({ count, told, toldAt }: TurnedAway, now: Date): boolean {
  return count > told && (toldAt === undefined || isOver(toldAt, quietMs - 1, now));
}
