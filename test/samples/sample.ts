import type { HomeView, ModalView } from '@slack/types';
import type { MessageView } from '../../src/slack/block-kit/blocks.ts';

/**
 * The samples of one feature: views by the name of the function that renders them. Every sentence that a function can
 * render should occur in one of its samples.
 */
export interface Samples {
  readonly messages: Readonly<Record<string, readonly MessageView[]>>;
  readonly modals?: Readonly<Record<string, readonly ModalView[]>>;
  readonly homes?: Readonly<Record<string, readonly HomeView[]>>;
  /** mrkdwn that is shown as part of something else, such as errors in a modal, by where it is shown. */
  readonly texts?: Readonly<Record<string, readonly string[]>>;
}
