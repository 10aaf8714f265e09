import type { ContextBlock, InputBlock, KnownBlock, ModalView } from '@slack/types';
import { callbackIds, kickBlocks } from './action-ids.ts';
import { context, plainText, section } from './blocks.ts';
import { counted } from './quantities.ts';

export const maxReasonLength = 500;

/**
 * Asks for a reason, which goes into the audit log.
 *
 * @param reason The reason typed with the command, if any.
 */
export function reasonInput(minReason: number, reason: string, example: string): InputBlock {
  const initial = [...reason].slice(0, maxReasonLength).join('');
  return {
    type: 'input',
    block_id: kickBlocks.reason,
    label: plainText('Reason', 75),
    element: {
      type: 'plain_text_input',
      action_id: kickBlocks.reason,
      min_length: minReason,
      max_length: maxReasonLength,
      placeholder: plainText(example, 75),
      ...(initial !== '' && { initial_value: initial }),
    },
  };
}

export function reasonTooShortText(minReason: number): string {
  return `Enter a reason of at least ${counted(minReason, 'character')}, not counting spaces.`;
}

/** Says where the reason is seen. */
export function reasonNote(): ContextBlock {
  return context('The reason is shown in this channel and recorded in the audit log.');
}

/** Opens at once, because a trigger is valid for three seconds, and is filled in when AWS and Slack have answered. */
export function lookingUpModal(text = 'Looking up…'): ModalView {
  return { ...modalFrame('VPN'), blocks: [section(text)] };
}

/**
 * Explains why there is nothing to confirm.
 *
 * @param metadata The `private_metadata` that says where it was requested, if its buttons need to know.
 */
export function closedModal(blocks: readonly KnownBlock[], metadata?: string): ModalView {
  return {
    ...modalFrame('VPN'),
    callback_id: callbackIds.answer,
    close: plainText('Close', 24),
    ...(metadata !== undefined && { private_metadata: metadata }),
    blocks: [...blocks],
  };
}

/** The fields that every modal has. A modal whose submission is not a kick's also sets its own `callback_id`. */
export function modalFrame(title: string) {
  return {
    type: 'modal' as const,
    callback_id: callbackIds.kick,
    title: plainText(title, 24),
    close: plainText('Cancel', 24),
  };
}
