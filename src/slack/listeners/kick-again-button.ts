import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import { parseKickAgainButton } from '../identifiers/kick-again-button.ts';
import { pressedFrom } from '../pressed-from-slack.ts';
import { expiredListView, outdatedView } from '../views/kick-answer-view.ts';
import type { Desk } from './desk.ts';
import { openKick } from './open-kick.ts';

/** Kick again: opens the modal for whoever came back, looked up and decided anew. */
export function kickAgainButton(desk: Desk) {
  return async ({ ack, body }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs): Promise<void> => {
    await ack();
    const { asker, replyTo, value, triggerId } = pressedFrom(body);
    const pressed = parseKickAgainButton(value);
    if (pressed === undefined) return desk.replies.send(replyTo, outdatedView());

    const { rules, clock } = desk.world;
    if (clock.now().getTime() - pressed.seenAt.getTime() > rules.kick.listExpiresMs) {
      await desk.replies.send(replyTo, expiredListView(pressed.seenAt));
      return;
    }
    const { whom, on } = pressed;
    await openKick(desk, { asker, aim: { whom, on }, breakGlass: false, reason: '', triggerId, replyTo });
  };
}
