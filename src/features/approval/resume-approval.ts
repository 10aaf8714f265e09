import {
  type Approval,
  approvalFromEntries,
  isClockSetBack,
  isUndecided,
  lapseDetails,
} from '../../domain/approval.ts';
import type { AuditEntry } from '../../domain/audit-entry.ts';
import { failureFrom } from '../../domain/failure.ts';
import { isBegun } from '../../domain/kick-from-entries.ts';
import { isOver } from '../../domain/moment.ts';
import { strikeOff } from '../../jobs/finish-job.ts';
import type { Hold } from '../../ports/agenda.ts';
import type { World } from '../../ports/world.ts';
import { type ApprovalTask, parseApprovalTask } from '../kick/approval-job.ts';
import { tellApproval, tellUndecided } from '../kick/request-approval.ts';
import { abandonedAfterMs } from '../kick/resume-kick.ts';
import { carryOutApproved } from './carry-out-approved.ts';
import { findApproved } from './find-approved.ts';
import { contextOf, settleApproval, settleUndoable } from './settle-approval.ts';

/** A kick that was put down by a process that died before it began is struck off within that time: then it is begun. */
const unbegunMs = 1_000;

/**
 * Goes on with a request for a second person: tells of it again, closes it when its time is over, and carries out what
 * was approved when a process died in between.
 */
export async function resumeApproval(world: World, hold: Hold): Promise<void> {
  const task = parseApprovalTask(hold.task);
  if (task === undefined) return world.agenda.finish(hold);

  try {
    const entries = await world.log.ofRequest(task.correlation);
    const approval = approvalFromEntries(entries);
    // It was never recorded, so nobody was asked.
    if (approval === undefined) return await world.agenda.finish(hold);
    await goOn(world, hold, task, approval, entries);
  } catch (error) {
    world.diagnostics.report(failureFrom(error), 'resume approval', task.correlation);
    await strikeOff(world, { hold, isUnrecorded: true }, false, task.correlation);
  }
}

async function goOn(
  world: World,
  hold: Hold,
  task: ApprovalTask,
  approval: Approval,
  entries: readonly AuditEntry[],
): Promise<void> {
  const { state } = approval;
  if (isUndecided(approval, world.clock.now())) {
    await tellUndecided(world, hold, entries);
    return;
  }
  if (state.kind === 'open') {
    await settleApproval(world, hold, contextOf(approval), 'approval-lapsed', {
      detail: isClockSetBack(approval, world.clock.now()) ? lapseDetails.clock : lapseDetails.expired,
    });
    return;
  }
  if (state.kind === 'approved' && !isBegun(entries)) return goOnApproved(world, hold, task, approval, state);

  await strikeOff(world, { hold, isUnrecorded: false }, await tellApproval(world, entries), task.correlation);
}

async function goOnApproved(
  world: World,
  hold: Hold,
  task: ApprovalTask,
  approval: Approval,
  { by, at }: Extract<Approval['state'], { kind: 'approved' }>,
): Promise<void> {
  if (isOver(at, abandonedAfterMs, world.clock.now())) {
    await settleApproval(world, hold, contextOf(approval), 'abandoned');
    return;
  }
  const finding = await findApproved(world, approval, task);
  if (finding.kind === 'gone' || finding.kind === 'refused') {
    await settleUndoable(world, hold, approval, by, finding);
    return;
  }
  const carriedOut =
    finding.kind === 'found' ? await carryOutApproved(world, approval, task, by, finding) : undefined;
  if (carriedOut?.kind === 'begun')
    return world.agenda.postpone(hold, new Date(world.clock.now().getTime() + unbegunMs));

  const entries = await world.log.ofRequest(approval.correlation);
  const isTold = await tellApproval(world, entries);
  await strikeOff(world, { hold, isUnrecorded: !isBegun(entries) }, isTold, approval.correlation);
}
