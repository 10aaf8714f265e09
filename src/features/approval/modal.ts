import type { ModalView } from '@slack/types';
import { callbackIds, declineBlocks } from '../../slack/block-kit/action-ids.ts';
import { plainText, section } from '../../slack/block-kit/blocks.ts';
import { type DeclineMetadata, textFromDeclineMetadata } from './payloads.ts';

const longestReason = 500;

/** Builds the modal that asks for an optional reason for declining. */
export function declineModal(metadata: DeclineMetadata): ModalView {
  return {
    type: 'modal',
    callback_id: callbackIds.decline,
    private_metadata: textFromDeclineMetadata(metadata),
    title: plainText('Decline the request', 24),
    submit: plainText('Decline', 24),
    close: plainText('Cancel', 24),
    blocks: [
      section('No connections are terminated. If this is your own request, it is withdrawn.'),
      {
        type: 'input',
        block_id: declineBlocks.reason,
        optional: true,
        label: plainText('Reason', 75),
        element: {
          type: 'plain_text_input',
          action_id: declineBlocks.reason,
          max_length: longestReason,
          placeholder: plainText('The backup is still running', 75),
        },
      },
    ],
  };
}
