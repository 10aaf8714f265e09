import type { BlockLength } from '../../domain/block.ts';
import type { OneAim } from '../../domain/target.ts';
import { withNotice } from '../../slack/block-kit/notice.ts';
import type { Desk } from '../../slack/desk.ts';
import { type KickOpening, type ModalContent, openModal } from '../../slack/open-modal.ts';
import { blockAnswerView, noListText } from '../block/answers.ts';
import { blockModal } from '../block/modal.ts';
import { type BlockProposal, proposeBlock } from '../block/propose-block.ts';
import { openKick } from './open-kick.ts';
import { warned } from './posting-warning.ts';

export interface BlockOpening extends KickOpening {
  readonly aim: OneAim;
  /** Undefined if none was given; then it has to be chosen in the modal. */
  readonly length: BlockLength | undefined;
}

/** Opens the modal that confirms a block. If blocking is not configured, it says so and offers a kick instead. */
export function openBlock(desk: Desk, opening: BlockOpening): Promise<void> {
  return desk.app.blocking === undefined
    ? openKick(desk, { ...opening, notice: [opening.notice ?? [], noListText].flat().join('\n') })
    : openModal(desk, opening, look(desk, opening));
}

async function look(desk: Desk, opening: BlockOpening): Promise<ModalContent> {
  const { app, tally, names } = desk;
  const proposal = await proposeBlock(app, opening);
  if (proposal.kind === 'refused') tally.refusal(proposal.refusal.reason);
  if (proposal.kind !== 'found')
    return { kind: 'answer', view: withNotice(blockAnswerView(proposal, names), opening.notice) };

  const modal = modalFor(desk, opening, proposal);
  return { kind: 'question', modal: await warned(desk, modal, opening.asker.channel, false) };
}

function modalFor(
  { app: { rules, clock }, names: botNames }: Desk,
  { asker, aim, length, reason, notice, replyTo: { thread } }: BlockOpening,
  found: Extract<BlockProposal, { kind: 'found' }>,
) {
  const { channel, channelName } = asker;
  const { endsSessions } = found;
  const place = { channel, channelName, thread };
  const metadata = { ...place, whom: aim.whom, on: aim.on, endsSessions, openedAt: clock.now() };
  return blockModal({
    ...found,
    metadata,
    length,
    reason,
    minReason: rules.kick.minReason,
    botNames,
    notice,
  });
}
