import { alone } from '../../../core/authority.ts';
import { isSameBlock } from '../../../core/block.ts';
import { failureFrom } from '../../../core/failure.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { World } from '../../../ports/world.ts';
import { takeOff, tellLift } from './lift.ts';
import { type LiftTask, parseLiftTask } from './lift-task.ts';
import { againAt, putBack } from './put-back.ts';
import { standingBlocks } from './standing-blocks.ts';

/**
 * Goes on with a lift that a process left behind, however late: it is of blocks that stood when it was asked for, and
 * does not touch what was put up since.
 */
export async function resumeLift(world: World, hold: Hold): Promise<void> {
  const task = parseLiftTask(hold.task);
  if (task === undefined) return world.agenda.finish(hold);

  try {
    await goOn(world, hold, task);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'resume lift', task.correlation);
    await putBack(world, hold, task.correlation, againAt(world));
  }
}

async function goOn(world: World, hold: Hold, { correlation, lifted }: LiftTask): Promise<unknown> {
  const { blocking, log, agenda } = world;
  const [requested, outcome] = await log.ofRequest(correlation);
  if (requested === undefined || blocking === undefined) return agenda.finish(hold);

  const { actor, channel = { id: '', name: '' }, target, reason, at } = requested;
  const names = lifted.map(({ name }) => name);
  const standing = await standingBlocks(world, blocking, names, channel.id, correlation);
  const left = standing.filter((block) => !lifted.some((key) => isSameBlock(block, key)));
  const report = {
    correlation,
    actor,
    channel,
    lifted,
    left,
    newer: [],
    unshown: [],
    reason,
    at: new Date(at),
  };
  if (outcome !== undefined) return tellLift(world, hold, [requested, outcome], report);

  const about = { ...(target && { target }), ...(reason && { reason }) };
  const context = { correlation, actor, authority: alone, channel, ...about };
  const { isShown } = await takeOff(world, blocking, hold, context, [requested], report);
  return isShown;
}
