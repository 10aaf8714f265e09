import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { callbackIds, kickBlocks } from './action-ids.ts';
import { plainText, section } from './blocks.ts';
import { counted } from './quantities.ts';

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
  return `Enter a reason of at least ${counted(minReason, 'character')}, not counting spaces.`;
}

/** Opens at once, because a trigger is valid for three seconds, and is filled in when AWS and Slack have answered. */
export function lookingUpModal(text = 'Looking up…'): ModalView {
  return { ...modalFrame('VPN'), blocks: [section(text)] };
}

/** Explains why there is nothing to confirm. */
export function closedModal(blocks: readonly KnownBlock[]): ModalView {
  return { ...modalFrame('VPN'), close: plainText('Close', 24), blocks: [...blocks] };
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
