import type { InputBlock } from '@slack/types';
import { kickBlocks } from './action-ids.ts';
import { plainText } from './blocks.ts';

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
