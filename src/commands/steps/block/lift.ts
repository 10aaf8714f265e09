import type { Block } from '../../../core/block.ts';
import type { LiftReport } from '../../../core/block-report.ts';
import type { Story } from '../../../core/kick-from-entries.ts';
import type { Hold } from '../../../ports/agenda.ts';
import type { Blocking, World } from '../../../ports/world.ts';
import { leaseFrom } from '../lease.ts';
import { type EntryContext, record } from '../record.ts';
import { recordHeld, strikeOff, unconfirmed } from '../strike-off.ts';
import { blocksText } from './block-texts.ts';
import { taskFromLift } from './lift-task.ts';
import { againAt, putBack } from './put-back.ts';

export interface Lifted {
  readonly report: LiftReport;
  /** Whether people have been shown it: nothing waits for that. */
  readonly isShown: Promise<boolean>;
}

/**
 * Takes blocks off the list, once it is recorded that they are to be.
 *
 * @throws {Failure} `store_unconfirmed` or `blocks_unavailable`: they may or may not still stand, and it is tried again;
 * with any other, nothing is done.
 */
export async function lift(
  world: World,
  blocking: Blocking,
  context: EntryContext,
  lifted: readonly Block[],
  report: LiftReport,
): Promise<Lifted> {
  const hold = await world.agenda.begin(taskFromLift(report), leaseFrom(world.clock));
  const detail = blocksText(lifted, world.rules.endpoints);
  const { correlation } = report;
  const requested = await recordHeld(world, hold, correlation, () =>
    record(world, context, 'unblock-requested', { detail }),
  );
  try {
    return await takeOff(world, blocking, hold, context, [requested], report);
  } catch (error) {
    await strikeOff(world, { hold, isUnrecorded: true }, false, correlation);
    throw unconfirmed(error);
  }
}

/** Brings a requested lift to its end. */
export async function takeOff(
  world: World,
  { blocks }: Blocking,
  hold: Hold | undefined,
  context: EntryContext,
  story: Story,
  report: LiftReport,
): Promise<Lifted> {
  await Promise.all(report.lifted.map((block) => blocks.remove(block)));
  const left = blocksText([...report.left, ...report.newer, ...report.unshown], world.rules.endpoints);
  const entry = await record(
    world,
    context,
    'unblocked',
    left === '' ? {} : { detail: `still blocked: ${left}` },
  );
  return { report, isShown: tellLift(world, hold, [...story, entry], report) };
}

/** Tells which blocks were lifted, and strikes the task off once that stands. */
export async function tellLift(
  world: World,
  hold: Hold | undefined,
  story: Story,
  report: LiftReport,
): Promise<boolean> {
  const [isShown, isAnnounced] = await Promise.all([
    world.announcer.showLift(report),
    world.announcer.announce(story),
  ]);
  if (hold !== undefined)
    await putBack(world, hold, report.correlation, isShown && isAnnounced ? undefined : againAt(world));
  return isShown;
}
