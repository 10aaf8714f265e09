import type { Asker } from '../../commands/steps/asker.ts';
import { proposeUnblock } from '../../commands/unblock.ts';
import type { UnblockTarget } from '../../core/block.ts';
import { digestOfBlock } from '../../core/shown-blocks.ts';
import type { ReplyTo } from '../replies.ts';
import { withNotice } from '../views/notice-view.ts';
import { mostShownBlocks, unblockModal } from '../views/unblock-modal.ts';
import type { Desk } from './desk.ts';
import { type Looked, openModal } from './open-modal.ts';
import { unblockAnswer } from './tell-unblock.ts';

export interface UnblockOpening {
  readonly asker: Asker;
  readonly whom: UnblockTarget;
  readonly on: string | undefined;
  /** A reason that was typed with the command. */
  readonly reason: string;
  readonly triggerId: string;
  readonly replyTo: ReplyTo;
  /** What has to be said before an answer, as mrkdwn. */
  readonly notice?: string | undefined;
}

/** Opens the modal that asks why somebody is to be unblocked; where there is nobody to unblock, that is said. */
export function openUnblock(desk: Desk, opening: UnblockOpening): Promise<void> {
  return openModal(desk, opening, look(desk, opening));
}

async function look(
  desk: Desk,
  { asker, whom, on, reason, notice, replyTo }: UnblockOpening,
): Promise<Looked> {
  const { rules, clock } = desk.world;
  const openedAt = clock.now();
  const finding = await proposeUnblock(desk.world, { asker, whom, on });
  if (finding.kind !== 'meant') {
    return { kind: 'answer', view: withNotice(unblockAnswer(desk, finding), notice) };
  }

  const { channel, channelName } = asker;
  const liftable = finding.meant.slice(0, mostShownBlocks);
  const left = [...finding.meant.slice(mostShownBlocks), ...finding.left];
  const place = { channel, channelName, thread: replyTo.thread };
  const metadata = { ...place, whom, on, openedAt, digests: liftable.map(digestOfBlock) };
  const { minReason } = rules.kick;
  const question = { metadata, liftable, left, endpoints: rules.endpoints, minReason, reason };
  return { kind: 'question', modal: unblockModal(question) };
}
