import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { callbackIds, kickBlocks } from './action-ids.ts';
import { plainText, section } from './blocks.ts';

const longestReason = 500;

/**
 * Asks for a reason, which goes into the audit log.
 *
 * @param reason The reason typed with the command, if any.
 */
export function reasonInput(minReason: number, reason: string, example: string): InputBlock {
  const initial = [...reason].slice(0, longestReason).join('');
  return {
    type: 'input',
    block_id: kickBlocks.reason,
    label: plainText('Reason', 75),
    element: {
      type: 'plain_text_input',
      action_id: kickBlocks.reason,
      min_length: minReason,
      max_length: longestReason,
      placeholder: plainText(example, 75),
      ...(initial !== '' && { initial_value: initial }),
    },
  };
}

export function reasonTooShortText(minReason: number): string {
  return `Give a reason of at least ${minReason} characters, not counting spaces: it goes into the record.`;
}

/** Opens at once, because a trigger is valid for three seconds, and is filled in when AWS and Slack have answered. */
export function lookingUpModal(text = 'Looking up…'): ModalView {
  return { ...modalFrame(), blocks: [section(text)] };
}

/** Explains why there is nothing to confirm. */
export function closedModal(blocks: readonly KnownBlock[]): ModalView {
  return { ...modalFrame(), blocks: [...blocks] };
}

/** The fields that stay the same while the modal is filled in. */
export function modalFrame() {
  return {
    type: 'modal' as const,
    callback_id: callbackIds.kick,
    title: plainText('End VPN sessions', 24),
    close: plainText('Cancel', 24),
  };
}
