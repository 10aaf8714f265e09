import type { ModalView } from '@slack/types';
import type { MessageView } from '../slack/block-kit/blocks.ts';
import { notPassedOnView } from '../slack/block-kit/notice.ts';
import { closedModal } from '../slack/block-kit/waiting-modal.ts';
import type { SlackRequest } from '../slack/request-from-body.ts';
import { threadFrom } from '../slack/thread-from-slack.ts';
import { type HttpAnswer, jsonAnswer, received, refused } from './http-event.ts';

/** How the ingress itself reaches a person when their request cannot be passed on. */
export interface Apologies {
  /** Replaces a modal's content. @throws When Slack rejects it. */
  readonly fillModal: (viewId: string, view: ModalView) => Promise<void>;
  /** Posts to a `response_url`. @throws When Slack rejects it. */
  readonly respond: (responseUrl: string, view: MessageView, thread: string | undefined) => Promise<void>;
  /** Called with the reason. It must not throw. */
  readonly onLost: (why: unknown) => void;
}

/** Tells the person, where they expect the answer, that their request may have been lost. */
export async function answerInsteadOf(
  apologies: Apologies,
  request: SlackRequest,
  viewId: string | undefined,
  why: unknown,
): Promise<HttpAnswer> {
  const notice = notPassedOnView();
  apologies.onLost(why);
  try {
    if (viewId !== undefined) {
      await apologies.fillModal(viewId, closedModal(notice.blocks));
      return received;
    }
    if (typeof request.command === 'string') return jsonAnswer({ response_type: 'ephemeral', ...notice });
    if (request.type === 'view_submission')
      return jsonAnswer({ response_action: 'update', view: closedModal(notice.blocks) });
    if (typeof request.response_url === 'string') {
      await apologies.respond(request.response_url, notice, threadFrom(request)?.ts);
      return received;
    }
  } catch (error) {
    apologies.onLost(error);
  }
  // Slack then shows a warning of its own.
  return refused(500);
}
