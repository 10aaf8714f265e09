import type { KnownBlock, ModalView } from '@slack/types';
import { callbackIds } from './action-ids.ts';
import { plainText, section } from './blocks.ts';

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
