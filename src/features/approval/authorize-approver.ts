import { recordRefusal } from '../../audit-log/record-entry.ts';
import { type Approval, approvalFromEntries, isClockSetBack, isUndecided } from '../../domain/approval.ts';
import type { Correlation } from '../../domain/ids.ts';
import { leaseFrom } from '../../jobs/lease.ts';
import { type Asker, actingSituationOf } from '../../policy/authorize.ts';
import { type ActingSituation, decide, type Refusal, refuse } from '../../policy/decide.ts';
import type { Hold } from '../../ports/agenda.ts';
import type { World } from '../../ports/world.ts';
import { type ApprovalTask, approvalKey, parseApprovalTask } from '../kick/approval-job.ts';

export interface ApprovalClick {
  readonly asker: Asker;
  readonly correlation: Correlation;
}

/** Whether somebody may decide about a request for a second person, and decides alone. */
export type WeighedApproval =
  | {
      readonly kind: 'theirs';
      readonly approval: Approval;
      readonly task: ApprovalTask;
      readonly hold: Hold;
      readonly situation: ActingSituation;
      /** Whether it is their own request. */
      readonly isOwn: boolean;
    }
  | NotTheirs;

export type NotTheirs =
  /** The record knows of no such request. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** It was decided before, or its time is over. */
  | { readonly kind: 'over'; readonly approval: Approval }
  /** Somebody else is deciding at this moment. */
  | { readonly kind: 'busy' };

/** Another holds it for moments only: while recording a decision, or telling of it. */
const tries = 5;
const pauseMs = 500;

/**
 * Decides afresh whether this person may decide, and takes the request for them alone: of two at once, one gets it.
 * Whoever may not is refused on the record.
 *
 * @param mayBeOwn Whether the one who asked may do it, too.
 */
export async function weighApproval(
  world: World,
  { asker, correlation }: ApprovalClick,
  mayBeOwn: boolean,
): Promise<WeighedApproval> {
  const approval = approvalFromEntries(await world.log.ofRequest(correlation));
  if (approval === undefined) return { kind: 'unknown' };

  const situation = await actingSituationOf(world, asker);
  const isOwn = approval.requester.id === asker.person;
  const refusal = mayBeOwn && isOwn ? undefined : refusalFor(world, asker, situation, approval);
  if (refusal !== undefined) return refused(world, asker, situation, approval, refusal);

  const taken = await takeUndecided(world, approval);
  // Their own decision, pressed or delivered again, is no act that is refused.
  if (taken.kind === 'over' && decider(taken.approval) !== asker.person)
    await refused(world, asker, situation, taken.approval, refuse('approval_over'));
  return taken.kind === 'taken' ? { ...taken, kind: 'theirs', situation, isOwn } : taken;
}

function decider({ state }: Approval): string | undefined {
  return 'by' in state ? state.by.id : undefined;
}

/** Records that somebody may not decide about a request. */
async function refused(
  world: World,
  asker: Asker,
  situation: ActingSituation,
  { target }: Approval,
  refusal: Refusal,
): Promise<{ readonly kind: 'refused'; readonly refusal: Refusal }> {
  await recordRefusal(world, asker, situation, { kind: 'name', name: target }, refusal);
  return { kind: 'refused', refusal };
}

function refusalFor(
  { rules }: World,
  { person, channel }: Asker,
  situation: ActingSituation,
  approval: Approval,
): Refusal | undefined {
  const decision = decide(rules, situation, 'kick');
  if (!decision.allowed) return decision;
  if (channel !== approval.channel.id) return refuse('approval_elsewhere');
  return person === approval.requester.id ? refuse('approval_own') : undefined;
}

type Taken =
  | { readonly kind: 'taken'; readonly approval: Approval; readonly task: ApprovalTask; readonly hold: Hold }
  | { readonly kind: 'over'; readonly approval: Approval }
  | { readonly kind: 'busy' };

async function takeUndecided(world: World, before: Approval): Promise<Taken> {
  const { agenda, clock, log } = world;
  let approval = before;

  for (let attempt = 1; isUndecided(approval, clock.now()); attempt += 1) {
    const hold = await agenda.takeEarly(approvalKey(approval.correlation), leaseFrom(clock));
    // Whoever held it before may have decided: only what the record says now counts.
    approval = approvalFromEntries(await log.ofRequest(approval.correlation)) ?? approval;
    const task = hold === undefined ? undefined : parseApprovalTask(hold.task);
    if (hold !== undefined && task !== undefined && isUndecided(approval, clock.now()))
      return { kind: 'taken', approval, task, hold };

    if (hold !== undefined) await agenda.postpone(hold, clock.now());
    if (attempt === tries) return { kind: 'busy' };
    await clock.sleep(pauseMs);
  }
  const isUndatable = approval.state.kind === 'open' && isClockSetBack(approval, clock.now());
  return {
    kind: 'over',
    approval: isUndatable ? { ...approval, state: { kind: 'clock_set_back' } } : approval,
  };
}
