import { proposeKick } from '../../commands/propose-kick.ts';
import type { Asker } from '../../commands/steps/asker.ts';
import type { KickAim } from '../../commands/steps/find-sessions-to-end.ts';
import { failureFrom } from '../../core/failure.ts';
import type { KickFinding } from '../../core/kick-finding.ts';
import type { ReplyTo } from '../replies.ts';
import { failureSentence } from '../views/failure-sentence.ts';
import { kickAnswerView } from '../views/kick-answer-view.ts';
import { kickModal } from '../views/kick-modal.ts';
import { noticeView, tooLateView } from '../views/notice-view.ts';
import { closedModal, lookingUpModal } from '../views/waiting-modal.ts';
import type { Desk } from './desk.ts';

export interface KickOpening {
  readonly asker: Asker;
  readonly aim: KickAim;
  readonly breakGlass: boolean;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** A reason that was typed with the command. */
  readonly reason: string;
}

/** A trigger lives three seconds: by then the modal is open, whether or not AWS has answered. */
const patienceMs = 700;

/**
 * Opens the modal that confirms a kick. What is known at once is shown at once, a refusal without any modal;
 * else the modal opens with "Looking up…" and is filled in.
 */
export async function openKick(desk: Desk, opening: KickOpening): Promise<void> {
  const { world, modals, replies } = desk;
  const proposal = propose(desk, opening);
  // Its failure is told where it is waited for; until then it must not count as one that nobody handles.
  proposal.catch(() => {});
  const waiting = modals.openedWith(opening.triggerId);
  if (waiting !== undefined) return modals.update(waiting, await lateModal(world, opening, proposal));

  const early = await Promise.race([proposal, world.clock.sleep(patienceMs).then(() => undefined)]);

  if (early !== undefined && early.kind !== 'found')
    return replies.send(opening.replyTo, kickAnswerView(early));

  const view = early === undefined ? lookingUpModal() : modalFor(world, opening, early);
  const opened = await modals.open(opening.triggerId, view);
  if (opened.kind === 'too_late') return replies.send(opening.replyTo, tooLateView());
  if (early === undefined) await modals.update(opened.viewId, await lateModal(world, opening, proposal));
}

async function propose({ world, tally }: Desk, opening: KickOpening): Promise<KickFinding> {
  const finding = await proposeKick(world, opening);
  if (finding.kind === 'refused') tally.refusal(finding.refusal.reason);
  return finding;
}

async function lateModal(world: Desk['world'], opening: KickOpening, proposal: Promise<KickFinding>) {
  try {
    const finding = await proposal;
    return finding.kind === 'found'
      ? modalFor(world, opening, finding)
      : closedModal(kickAnswerView(finding).blocks);
  } catch (error) {
    return closedModal(
      noticeView(`:x: Nothing was done. ${failureSentence(failureFrom(error).code)}`).blocks,
    );
  }
}

function modalFor(
  { rules, clock }: Desk['world'],
  { asker, aim, breakGlass, reason }: KickOpening,
  { sessions, missing, beyond, need }: Extract<KickFinding, { kind: 'found' }>,
) {
  const { channel, channelName } = asker;
  const { whom, on } = aim;
  const metadata = { channel, channelName, whom, on, listed: 0, openedAt: clock.now(), breakGlass };
  return kickModal({ sessions, missing, beyond, need, metadata, minReason: rules.kick.minReason, reason });
}
