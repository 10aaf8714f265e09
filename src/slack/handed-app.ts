import { guardedReceiver } from './guarded-receiver.ts';
import { handedReceiver } from './handed-receiver.ts';
import { replyToFrom } from './reply-to-from-slack.ts';
import type { SlackRequest } from './request-from-body.ts';
import { type BoltOptions, boltApp, guardEvents } from './slack-app.ts';
import type { MessageView } from './views/blocks.ts';
import { lateView, undoneView } from './views/notice-view.ts';

/** A request that somebody else has received from Slack and acknowledged. */
export interface HandedRequest {
  readonly request: SlackRequest;
  /** The modal that was opened for it at once. */
  readonly viewId: string | undefined;
  /** Whether it was on its way for too long to begin with it. */
  readonly isLate: boolean;
}

export interface HandedAppOptions extends BoltOptions {
  /** Where the desk's modals find those that were opened before, by their trigger. */
  readonly opened: Map<string, string>;
}

/** Bolt for requests that are handed over. @returns Works on one of them, and resolves when its listeners are done. */
export function handedApp(options: HandedAppOptions): (handed: HandedRequest) => Promise<void> {
  const { opened, desk } = options;
  const tell = async (request: SlackRequest, view: MessageView) => {
    const to = replyToFrom(request);
    if (to !== undefined) await desk.replies.send(to, view);
  };
  const { receiver, hand } = handedReceiver((request, text) => tell(request, undoneView(text)));
  boltApp(options, guardedReceiver(receiver, desk.logger, guardEvents(options)));

  return async ({ request, viewId, isLate }) => {
    const { trigger_id: trigger } = request;
    const isOpen = viewId !== undefined && typeof trigger === 'string';
    if (isOpen) opened.set(trigger, viewId);
    try {
      await (isLate ? tell(request, lateView()) : hand(request));
    } finally {
      if (isOpen) opened.delete(trigger);
    }
  };
}
