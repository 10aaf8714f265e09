import { resumeRefusal } from '../audit-log/append-refusal.ts';
import { resumeApproval } from '../features/approval/resume-approval.ts';
import { resumeBlock } from '../features/block/block-job.ts';
import { resumeLift } from '../features/block/remove-blocks.ts';
import { resumeTurnedAway } from '../features/block/report-denied-connections.ts';
import { resumeKick } from '../features/kick/resume-kick.ts';
import { resumeWatch } from '../features/reconnect/continue-watch.ts';
import { resumeComeback } from '../features/reconnect/report-reconnects.ts';
import { leaseFrom } from '../jobs/lease.ts';
import type { Hold } from '../ports/agenda.ts';
import type { LookingWorld } from '../ports/world.ts';

/** How each kind of task is gone on with: a task's key begins with its kind. */
const resumeByKind: Readonly<Record<string, (world: LookingWorld, hold: Hold) => Promise<void>>> = {
  block: resumeBlock,
  kick: resumeKick,
  'turned-away': resumeTurnedAway,
  unblock: resumeLift,
  watch: resumeWatch,
  returned: resumeComeback,
  approval: resumeApproval,
  refused: resumeRefusal,
};

/**
 * Goes on with whatever is due on the agenda: what a process left behind that died, and what could not be told.
 *
 * @param until From when on no further task is taken up.
 * @returns How many tasks were taken up.
 * @throws {Failure} `store_unavailable`
 */
export async function resumeDue(world: LookingWorld, until?: AbortSignal): Promise<number> {
  let taken = 0;
  for (; until?.aborted !== true; taken += 1) {
    const hold = await world.agenda.take(leaseFrom(world.clock));
    if (hold === undefined) break;
    await resume(world, hold);
  }
  return taken;
}

/** A kind that this version does not know is struck off: nobody here could do anything about it. */
function resume(world: LookingWorld, hold: Hold): Promise<void> {
  const [kind = ''] = hold.task.key.split(' ');
  const goOn = resumeByKind[kind];
  return goOn === undefined ? world.agenda.finish(hold) : goOn(world, hold);
}
