import type { ModalView } from '@slack/types';
import type { Block } from '../../domain/block.ts';
import type { Endpoint } from '../../domain/endpoint.ts';
import { callbackIds } from '../../slack/block-kit/action-ids.ts';
import { context, plainText, section } from '../../slack/block-kit/blocks.ts';
import { shown, shownBold } from '../../slack/block-kit/escape-text.ts';
import { counted, listed } from '../../slack/block-kit/quantities.ts';
import { reasonInput } from '../../slack/block-kit/reason-input.ts';
import { modalFrame } from '../../slack/block-kit/waiting-modal.ts';
import { textFromUnblockMetadata, type UnblockMetadata } from '../../slack/payloads/unblock-modal.ts';
import { blockScopeText } from './blocks-message.ts';
import { untilText } from './messages.ts';

/** As many blocks as fit into the modal and into its private metadata; further blocks are left in place. */
export const mostShownBlocks = 50;

/** What the modal shows and asks, as of when it opens. */
export interface UnblockQuestion {
  readonly metadata: UnblockMetadata;
  readonly liftable: readonly Block[];
  readonly left: readonly Block[];
  readonly endpoints: readonly Endpoint[];
  readonly minReason: number;
  /** A reason that was typed with the command. */
  readonly reason: string;
}

/** Asks why someone is being unblocked. It replaces the waiting modal, whose title is that of a kick. */
export function unblockModal({
  metadata,
  liftable,
  left,
  endpoints,
  minReason,
  reason,
}: UnblockQuestion): ModalView {
  const names = [...new Set(liftable.map(({ name }) => name))].map((name) => shownBold(name));
  const stays = `Still blocked afterwards, by ${counted(left.length, 'other block')}.`;
  return {
    ...modalFrame(),
    callback_id: callbackIds.unblock,
    title: plainText('Unblock', 24),
    private_metadata: textFromUnblockMetadata(metadata),
    submit: plainText('Unblock', 24),
    blocks: [
      section(`Unblock ${listed(names, 5)}? They can connect again at once.`),
      ...liftable.map((block) => section(blockLine(block, endpoints))),
      ...(left.length === 0 ? [] : [context(stays)]),
      reasonInput(minReason, reason, 'Laptop found'),
      context('The reason goes into the record and into the audit channel.'),
    ],
  };
}

function blockLine({ name, endpoint, until, by, reason }: Block, endpoints: readonly Endpoint[]): string {
  const where = blockScopeText(endpoint, endpoints);
  return `• ${shownBold(name, 50)} ${untilText(until)} · ${where}, by <@${by.id}> · ${shown(reason, 80)}`;
}
